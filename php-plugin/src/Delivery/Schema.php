<?php
/**
 * The tables.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Delivery;

use WcAccounting\Database\Database;

/**
 * Makes the tables of a site, and brings them up to date.
 *
 * The state of the queue (holds, concurrency) is a table of its own and not an option: it is read, changed and written by
 * many processes at once, which needs a row that can be locked, and no object cache in between.
 */
final class Schema {

	private const VERSION = '6';

	public const OPTION = 'wc_accounting_schema_version';

	public function __construct( private readonly Database $database ) {}

	/**
	 * Costs nothing when all is as it should be: the option is autoloaded.
	 *
	 * Indexes of a large table take a while. One process makes them, the others go on with the table as it is.
	 */
	public function ensure(): void {
		if ( get_option( self::OPTION ) === self::VERSION || ! $this->database->lock( 'schema' ) ) {
			return;
		}
		try {
			$this->install();
		} finally {
			$this->database->unlock( 'schema' );
		}
	}

	public function install(): void {
		require_once ABSPATH . 'wp-admin/includes/upgrade.php';
		dbDelta( array( $this->deliveries(), $this->queues(), $this->links(), $this->books(), $this->backfills(), $this->counters() ) );
		update_option( self::OPTION, self::VERSION, true );
	}

	/**
	 * @return list<string> Tables of a site of the network.
	 */
	public static function tables_of( int $site ): array {
		global $wpdb;
		$name = static fn ( string $table ): string => $wpdb->get_blog_prefix( $site ) . Database::PREFIX . $table;
		return array_map( $name, array( 'deliveries', 'queues', 'links', 'books', 'backfills', 'counters' ) );
	}

	/**
	 * `account` is the company whose books it goes to, see Connector\Account; `subject_id` is what the document is of: the order,
	 * or one of its refunds. While a row is `sending`, next_attempt_at is lease_expires_at, so that the query for what is due finds
	 * an expired one. `reason` and `reason_detail` are what the extension said; `last_error` is the sentence made of them, to be searched.
	 * `series_attempts` are the attempts since a person last asked for another try, `refusals` those that the service refused in a
	 * row; `by_hand` says that a person asked for it. `sent_as` is what left last, `order_total` what the order came to then,
	 * `dated_on` the day that it carries, by which a month is closed, and `currency` what it is in; see MonthStore.
	 * `approval` is what an owner was shown of a document that was held. `flagged_at`: the order or the settings were saved, and
	 * nobody has looked yet what that changes; `changed_at`: the order is not any more what was sent; `settled`: which such change a
	 * person has seen to in the service. See Flags.
	 *
	 * `stream_…` give the deliveries of one status and one document in each order that the list of transactions can be
	 * sorted by, the last two for one number of attempts; see TransactionQuery. `created` also has what the chart counts.
	 */
	private function deliveries(): string {
		global $wpdb;
		return "CREATE TABLE {$this->database->table( 'deliveries' )} (
			id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
			connector varchar(32) NOT NULL,
			account varchar(64) NOT NULL DEFAULT '',
			document varchar(32) NOT NULL,
			order_id bigint(20) unsigned NOT NULL,
			subject_id bigint(20) unsigned NOT NULL,
			reference varchar(191) DEFAULT NULL,
			status varchar(20) NOT NULL,
			attempts int(10) unsigned NOT NULL DEFAULT 0,
			series_attempts int(10) unsigned NOT NULL DEFAULT 0,
			checks int(10) unsigned NOT NULL DEFAULT 0,
			refusals int(10) unsigned NOT NULL DEFAULT 0,
			created_at datetime NOT NULL,
			first_attempt_at datetime DEFAULT NULL,
			sent_at datetime DEFAULT NULL,
			next_attempt_at datetime DEFAULT NULL,
			lease_token varchar(32) DEFAULT NULL,
			lease_expires_at datetime DEFAULT NULL,
			remote_id varchar(64) DEFAULT NULL,
			remote_number varchar(191) DEFAULT NULL,
			sent_as text DEFAULT NULL,
			order_total varchar(64) DEFAULT NULL,
			dated_on date DEFAULT NULL,
			currency varchar(3) DEFAULT NULL,
			approval text DEFAULT NULL,
			by_hand tinyint(1) unsigned NOT NULL DEFAULT 0,
			reason varchar(40) DEFAULT NULL,
			reason_detail text DEFAULT NULL,
			last_error text DEFAULT NULL,
			flagged_at datetime DEFAULT NULL,
			changed_at datetime DEFAULT NULL,
			settled varchar(191) DEFAULT NULL,
			updated_at datetime NOT NULL,
			PRIMARY KEY  (id),
			UNIQUE KEY document_of_subject (connector,account,document,subject_id),
			KEY due (connector,account,next_attempt_at),
			KEY of_order (connector,order_id,account),
			KEY created (connector,account,created_at,status),
			KEY lease_token (lease_token),
			KEY flagged (connector,account,flagged_at,status),
			KEY changed (connector,account,changed_at,status),
			KEY dated (connector,account,dated_on,document,status,id),
			KEY stream_created (connector,account,status,document,id),
			KEY stream_order (connector,account,status,document,order_id),
			KEY stream_attempts (connector,account,status,document,attempts,id),
			KEY stream_next (connector,account,status,document,next_attempt_at,id),
			KEY stream_attempts_order (connector,account,status,document,attempts,order_id),
			KEY stream_attempts_next (connector,account,status,document,attempts,next_attempt_at,id)
		) ENGINE=InnoDB {$wpdb->get_charset_collate()};";
	}

	/**
	 * What stands in the books, see BookStore. `sent_at` is when that left, as the delivery has it: a row that names another moment
	 * is of what was sent before. `read_next_at`: when the service is to be asked; `read_at`: when it told; `absent`: that its list did not
	 * have the document when it was asked for last, see Books.
	 */
	private function books(): string {
		global $wpdb;
		return "CREATE TABLE {$this->database->table( 'books' )} (
			delivery_id bigint(20) unsigned NOT NULL,
			connector varchar(32) NOT NULL,
			account varchar(64) NOT NULL DEFAULT '',
			sent_at datetime DEFAULT NULL,
			shop_total varchar(64) NOT NULL,
			shop_tax varchar(64) DEFAULT NULL,
			total varchar(64) DEFAULT NULL,
			tax varchar(64) DEFAULT NULL,
			due varchar(64) DEFAULT NULL,
			state varchar(40) DEFAULT NULL,
			differs tinyint(1) unsigned DEFAULT NULL,
			read_at datetime DEFAULT NULL,
			read_next_at datetime DEFAULT NULL,
			absent varchar(20) DEFAULT NULL,
			PRIMARY KEY  (delivery_id),
			KEY reading (connector,account,read_next_at),
			KEY newest (connector,account,read_at),
			KEY differing (connector,account,differs,delivery_id)
		) ENGINE=InnoDB {$wpdb->get_charset_collate()};";
	}

	/**
	 * Bringing over old orders, see Intake\Backfill. `after_…` is the order that was done with last; `counted` and `done` are what was
	 * found before it began and since.
	 */
	private function backfills(): string {
		global $wpdb;
		return "CREATE TABLE {$this->database->table( 'backfills' )} (
			connector varchar(32) NOT NULL,
			account varchar(64) NOT NULL DEFAULT '',
			plan_id varchar(32) NOT NULL,
			state varchar(20) NOT NULL,
			plan text NOT NULL,
			after_created datetime DEFAULT NULL,
			after_id bigint(20) unsigned DEFAULT NULL,
			counted text DEFAULT NULL,
			done text DEFAULT NULL,
			tempo text DEFAULT NULL,
			started_at datetime NOT NULL,
			updated_at datetime NOT NULL,
			PRIMARY KEY  (connector,account)
		) ENGINE=InnoDB {$wpdb->get_charset_collate()};";
	}

	/** `held_at`: since when the queue rests, probes included; null while it works. `by_hand`: who holds it, see HandHold. */
	private function queues(): string {
		global $wpdb;
		return "CREATE TABLE {$this->database->table( 'queues' )} (
			connector varchar(32) NOT NULL,
			hold varchar(20) DEFAULT NULL,
			held_until datetime DEFAULT NULL,
			held_at datetime DEFAULT NULL,
			faults_in_a_row int(10) unsigned NOT NULL DEFAULT 0,
			concurrency int(10) unsigned NOT NULL DEFAULT 0,
			key_tests int(10) unsigned NOT NULL DEFAULT 0,
			spent text DEFAULT NULL,
			key_mark varchar(64) DEFAULT NULL,
			fallback_at datetime DEFAULT NULL,
			looked_at datetime DEFAULT NULL,
			by_hand text DEFAULT NULL,
			updated_at datetime NOT NULL,
			PRIMARY KEY  (connector)
		) ENGINE=InnoDB {$wpdb->get_charset_collate()};";
	}

	/**
	 * What was counted for those who watch, see CounterStore. Names and labels are words of ours and of the extension.
	 */
	private function counters(): string {
		global $wpdb;
		return "CREATE TABLE {$this->database->table( 'counters' )} (
			connector varchar(32) NOT NULL,
			name varchar(32) NOT NULL,
			labels varchar(120) NOT NULL,
			value bigint(20) unsigned NOT NULL DEFAULT 0,
			PRIMARY KEY  (connector,name,labels)
		) ENGINE=InnoDB {$wpdb->get_charset_collate()};";
	}

	/**
	 * What conversations learned, see LinkStore. `link_key` and `remote_id` are of at most 191 letters.
	 */
	private function links(): string {
		global $wpdb;
		return "CREATE TABLE {$this->database->table( 'links' )} (
			connector varchar(32) NOT NULL,
			account varchar(64) NOT NULL DEFAULT '',
			kind varchar(32) NOT NULL,
			link_key varbinary(764) NOT NULL,
			remote_id varbinary(764) NOT NULL,
			updated_at datetime NOT NULL,
			PRIMARY KEY  (connector,account,kind,link_key)
		) ENGINE=InnoDB {$wpdb->get_charset_collate()};";
	}
}
