<?php
/**
 * Sentences for people.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Connector;

/**
 * Says in the reader's language what happened and what to do next. Everything is plain text: escape it where it is
 * shown.
 */
final class Messages {

	/** Codes of answers by which the service says no to a document. */
	private const REFUSALS = array( 'rejected', 'already_exists', 'not_found' );

	public function __construct( private readonly Words $words ) {}

	/**
	 * @param ?array{code: string, detail: string} $reason
	 */
	public function of( ?array $reason ): string {
		if ( null === $reason ) {
			return '';
		}
		if ( 'gave_up' === $reason['code'] ) {
			return $this->of_giving_up( (string) $reason['detail'] );
		}
		// %s is the service's name.
		$sentence = $this->words->reason( $reason['code'] ) ?? self::sentences()[ $reason['code'] ] ?? __(
			'%s could not take the document. Check the order, then send it again from the Transactions screen.',
			'wc-accounting'
		);
		$sentence = str_replace( '%s', $this->words->name, $sentence );
		return self::with_detail( $sentence, trim( (string) ( $reason['detail'] ?? '' ) ) );
	}

	public static function with_detail( string $sentence, string $detail ): string {
		/* translators: 1: a sentence that says what happened, 2: what was said by the service or the network. */
		return '' === $detail ? $sentence : sprintf( __( '%1$s (Details: %2$s)', 'wc-accounting' ), $sentence, $detail );
	}

	/**
	 * @param string $last The code of the last reason and, behind a colon, its detail.
	 */
	private function of_giving_up( string $last ): string {
		$parts  = explode( ': ', $last, 2 );
		$reason = self::last_reason( $parts[0] );
		if ( '' !== ( $parts[1] ?? '' ) ) {
			/* translators: 1: what went wrong, 2: what was said by the service or the network. */
			$reason = sprintf( __( '%1$s, %2$s', 'wc-accounting' ), $reason, $parts[1] );
		}
		if ( in_array( $parts[0], self::REFUSALS, true ) ) {
			return sprintf(
				__(
					/* translators: 1: name of the service, 2: what was said last. */
					'Sending to %1$s was given up, because each attempt was refused; the last reason was: %2$s. Correct it in the order or in the settings, and it is sent by itself; or remove the cause in %1$s, then send it again.',
					'wc-accounting'
				),
				$this->words->name,
				$reason
			);
		}
		return sprintf(
			__(
				/* translators: 1: name of the service, 2: what went wrong last. */
				'Sending to %1$s was given up after 48 hours; the last reason was: %2$s. Remove the cause, then send it again.',
				'wc-accounting'
			),
			$this->words->name,
			$reason
		);
	}

	/** What went wrong, without what happens next. */
	private static function last_reason( string $code ): string {
		return match ( $code ) {
			'rejected' => __( 'the document was refused', 'wc-accounting' ),
			'already_exists' => __( 'there is a document with this number already', 'wc-accounting' ),
			'not_found' => __( 'the address is not known there', 'wc-accounting' ),
			'server_error' => __( 'an internal error of the service', 'wc-accounting' ),
			'unreadable_answer', 'answer_too_large' => __( 'an answer that could not be understood', 'wc-accounting' ),
			'timed_out' => __( 'no answer in time', 'wc-accounting' ),
			'connection_lost', 'process_died' => __( 'the connection broke', 'wc-accounting' ),
			'redirected' => __( 'the API endpoint leads elsewhere', 'wc-accounting' ),
			'dns' => __( 'the address was not found', 'wc-accounting' ),
			'connection_refused', 'connect_timed_out' => __( 'the service could not be reached', 'wc-accounting' ),
			'tls' => __( 'the certificate is not trusted', 'wc-accounting' ),
			'blocked' => __( 'WordPress is set up not to connect to it', 'wc-accounting' ),
			default => __( 'the document could not be sent', 'wc-accounting' ),
		};
	}

	/**
	 * Why somebody should look at the document: its total differs from the order's, or the service cannot say all of it.
	 * Empty when all is well.
	 *
	 * @param array<string, mixed> $reconciliation As the extension's map() gives it.
	 */
	public function of_difference( array $reconciliation ): string {
		$causes = array();
		foreach ( (array) ( $reconciliation['causes'] ?? array() ) as $cause ) {
			$causes[] = self::cause( (string) $cause, (array) ( $reconciliation['unmapped_taxes'] ?? array() ) );
		}
		if ( array() === $causes ) {
			return '';
		}
		$reasons = implode( '; ', $causes );
		if ( '' === trim( (string) ( $reconciliation['difference'] ?? '0' ), '-0.' ) ) {
			/* translators: 1: name of the service, 2: what to look at. */
			return sprintf( __( 'Check this document in %1$s: %2$s.', 'wc-accounting' ), $this->words->name, $reasons );
		}
		return sprintf(
			/* translators: 1: name of the service, 2: total in the service, 3: total of the order, 4: causes. */
			__( '%1$s will show %2$s, the order says %3$s: %4$s.', 'wc-accounting' ),
			$this->words->name,
			self::money( $reconciliation, 'document_total' ),
			self::money( $reconciliation, 'order_total' ),
			$reasons
		);
	}

	/**
	 * The event that a document waits for its owner, with what he is told.
	 *
	 * @param ?array{given: bool, shown: array<string, mixed>} $approval What he approved before.
	 * @param array<string, mixed>                             $totals   As the extension's map() gives them.
	 * @return array{type: string, totals: array<string, mixed>, detail: string}
	 */
	public function held( ?array $approval, array $totals ): array {
		$detail = $this->of_difference( $totals );
		if ( null !== $approval && $approval['given'] ) {
			$detail = sprintf(
				/* translators: 1: total in the service, 2: total of the order, 3: a sentence that says what they are now. */
				__( 'approved with %1$s for an order of %2$s; now: %3$s', 'wc-accounting' ),
				self::money( $approval['shown'], 'document_total' ),
				self::money( $approval['shown'], 'order_total' ),
				$detail
			);
		}
		return array(
			'type'   => 'held',
			'totals' => $totals,
			'detail' => $detail,
		);
	}

	/**
	 * What the document comes to.
	 *
	 * @param array<string, mixed> $reconciliation
	 */
	public function of_total( array $reconciliation ): string {
		return sprintf(
			/* translators: 1: name of the service, 2: an amount of money. */
			__( 'Total in %1$s: %2$s', 'wc-accounting' ),
			$this->words->name,
			self::money( $reconciliation, 'document_total' )
		);
	}

	/**
	 * An amount as the shop shows money, as plain text; with all its digits where the shop shows fewer.
	 *
	 * @param array<string, mixed> $reconciliation
	 */
	public static function money( array $reconciliation, string $total ): string {
		$amount   = (string) ( $reconciliation[ $total ] ?? '0' );
		$decimals = strlen( rtrim( substr( strrchr( $amount, '.' ) ?: '.', 1 ), '0' ) );
		$shown    = wc_price(
			$amount,
			array(
				'currency' => (string) ( $reconciliation['currency'] ?? '' ),
				'decimals' => max( $decimals, wc_get_price_decimals() ),
			)
		);
		return trim( html_entity_decode( wp_strip_all_tags( $shown ), ENT_QUOTES, 'UTF-8' ) );
	}

	/** Why a document is held back or comes to something else, as a part of a sentence. */
	public static function words_of_cause( string $code ): string {
		return self::cause( $code, array() );
	}

	/**
	 * @param array<array-key, list<array{label: string, percent?: ?string}>> $unmapped_taxes The sets of rates behind `tax_not_mapped`.
	 */
	private static function cause( string $code, array $unmapped_taxes ): string {
		if ( 'tax_not_mapped' === $code && array() !== $unmapped_taxes ) {
			return sprintf(
				/* translators: %s: names of taxes as the settings list them, e.g. VAT (20%), Without tax. */
				__( 'the settings do not say what these taxes of the order are in the service: %s', 'wc-accounting' ),
				implode( ', ', array_map( RateNames::of( ... ), $unmapped_taxes ) )
			);
		}
		return self::causes()[ $code ] ?? __( 'the shop counts differently', 'wc-accounting' );
	}

	/** @return array<string, string> Cause => what a person is told. */
	private static function causes(): array {
		return array(
			'tax_rounding'          => __( 'tax is rounded on each line in the shop', 'wc-accounting' ),
			'several_tax_rates'     => __( 'the order has several tax rates', 'wc-accounting' ),
			'compound_tax'          => __( 'the order has a tax on top of another', 'wc-accounting' ),
			'mixed_tax'             => __( 'some of its items are taxed and some are not', 'wc-accounting' ),
			'untaxed_shipping'      => __( 'the items are taxed and the shipping is not', 'wc-accounting' ),
			'discount_tax'          => __( 'a deduction is taxed otherwise than the items', 'wc-accounting' ),
			'tax_edited'            => __( 'the tax was changed by hand', 'wc-accounting' ),
			'negative_total'        => __( 'the total would be less than zero', 'wc-accounting' ),
			'order_does_not_add_up' => __( 'the items of the order do not add up to its total', 'wc-accounting' ),
			'foreign_currency'      => __(
				'the order is in another currency than the shop, and the document cannot say so',
				'wc-accounting'
			),
			'too_many_fields'       => __( 'it has so many items that some may be cut off', 'wc-accounting' ),
			'tax_not_mapped'        => __( 'the settings do not say what a tax of this order is in the service', 'wc-accounting' ),
			'tax_rate_unknown'      => __( 'it is not known what a tax of the service comes to; test the connection', 'wc-accounting' ),
			'tax_type_mismatch'     => __(
				'a tax of the shop comes to something else than the tax that the settings name for it',
				'wc-accounting'
			),
			'account_missing'       => __(
				'the settings do not name the account that something on this order belongs to',
				'wc-accounting'
			),
			'unknown_currency'      => __( 'the company does not keep books in the currency of this order', 'wc-accounting' ),
			'date_locked'           => __( 'its date is in a period that is closed', 'wc-accounting' ),
			'buyer_number_not_sent' => __(
				'what the order has for the buyer\'s number with the tax office is no NPWP and no NIK, and was left out',
				'wc-accounting'
			),
			'total_too_fine'        => __( 'the total has more decimals than the service keeps', 'wc-accounting' ),
			'refund_not_traced'     => __(
				'the refund does not say which fee or shipping it gave back, and they are taxed differently',
				'wc-accounting'
			),
		);
	}

	/**
	 * Reason code => sentence; `%s` is the name of the service, everywhere.
	 *
	 * @return array<string, string>
	 */
	private static function sentences(): array {
		return self::refusals()
			+ self::doubts()
			+ self::connection_faults()
			+ self::endings()
			+ self::order_matters()
			+ self::matters_of_books();
	}

	/**
	 * The service said no.
	 *
	 * @return array<string, string>
	 */
	private static function refusals(): array {
		return array(
			'rejected'       => __(
				'%s refused the document. Correct what it names in the order or in the settings: what is changed is sent by itself soon after. Unchanged, it is tried again after 1, 8 and 24 hours.',
				'wc-accounting'
			),
			'already_exists' => __(
				'%s refused the document, because one with this number is there already. Only a document that is ours is taken for it; else change the number prefix in the settings, or remove the other one in %s. It is tried again after 1, 8 and 24 hours.',
				'wc-accounting'
			),
			'unauthorized'   => __(
				'%s refused the API key: it is wrong, has expired or was revoked. Make a new key in %s and save it in the settings; everything that waits is then sent. The refused key is also tried again by itself from time to time.',
				'wc-accounting'
			),
			'no_access'      => __(
				'The API key is valid, but has no access to this company in %s. Make a key in the right company and save it in the settings.',
				'wc-accounting'
			),
			'forbidden'      => __(
				'The API key may not do this in %s. Give its user the permission, or make a key of a user who has it.',
				'wc-accounting'
			),
			'not_found'      => __(
				'%s does not know this address. Check the API endpoint in the settings, and that the module is switched on in %s.',
				'wc-accounting'
			),
			'connect_again'  => __(
				'%s does not let this shop in any more: the connection has ended or was taken away. Connect it again in the settings; everything that waits is then sent.',
				'wc-accounting'
			),
			'rate_limited'   => __( '%s asked for a pause because of too many requests. Sending goes on by itself.', 'wc-accounting' ),
		);
	}

	/**
	 * What the company's books, or the shop's connection with them, do not allow.
	 *
	 * @return array<string, string>
	 */
	private static function matters_of_books(): array {
		return array(
			'no_payment_account'      => __(
				'The settings name no account in %s for this payment method, so no payment is entered there. Choose one, then send it by hand.',
				'wc-accounting'
			),
			'awaits_approval'         => __(
				'The invoice has to be approved in %s first. Once a day it is looked whether it is, for 30 days.',
				'wc-accounting'
			),
			'never_approved'          => __(
				'Nobody approved the invoice in %s for 30 days. Approve it there, then send this again.',
				'wc-accounting'
			),
			'nothing_left_to_do'      => __( 'Nothing is left to do for this in %s: it is settled there already.', 'wc-accounting' ),
			'already_paid'            => __(
				'It was paid or credited in %s already, so it is not taken back. Correct it there.',
				'wc-accounting'
			),
			'made_with_another_total' => __( '%s made the document with another total than was sent. Check it there.', 'wc-accounting' ),
			'contact_archived'        => __(
				'The contact of this customer was archived in %s. Restore it there, then send this again.',
				'wc-accounting'
			),
			'period_locked'           => __(
				'The books in %s are closed for the date of this document. Open the period there, or let the settings date it today.',
				'wc-accounting'
			),
			'plan_limit'              => __(
				'The plan of the company with %s allows no more. Change the plan, then send this again.',
				'wc-accounting'
			),
			'currency_not_used'       => __(
				'The company does not use this currency in %s. Add it there, then send this again.',
				'wc-accounting'
			),
			'check_settings'          => __(
				'%s does not take an account or a tax of the settings. Correct them there or here: what is changed is sent by itself soon after.',
				'wc-accounting'
			),
			'missing_scope'           => __(
				'The shop was not given a right in %s that this needs. Connect it again, and leave all ticks as they are.',
				'wc-accounting'
			),
			'application_refused'     => __(
				'%s does not take the application: check its client id and secret, and that the address to come back to is on its list.',
				'wc-accounting'
			),
		);
	}

	/**
	 * It may have arrived.
	 *
	 * @return array<string, string>
	 */
	private static function doubts(): array {
		return array(
			'server_error'      => __(
				'%s had an internal error. Whether the document arrived is checked before it is sent again; nothing to do.',
				'wc-accounting'
			),
			'unreadable_answer' => __(
				'%s gave an answer that could not be understood. Whether the document arrived is checked before it is sent again; nothing to do.',
				'wc-accounting'
			),
			'timed_out'         => __(
				'%s did not answer in time. Whether the document arrived is checked before it is sent again; nothing to do.',
				'wc-accounting'
			),
			'connection_lost'   => __(
				'The connection to %s broke. Whether the document arrived is checked before it is sent again; nothing to do.',
				'wc-accounting'
			),
			'answer_too_large'  => __(
				'%s gave an answer that is too long to be right. Whether the document arrived is checked before it is sent again; if this goes on, check the API endpoint.',
				'wc-accounting'
			),
			'redirected'        => __(
				'%s answered with a redirect, which is never followed. Whether the document arrived is checked before it is sent again; if this goes on, check the API endpoint in the settings.',
				'wc-accounting'
			),
			'broken'            => __(
				'The extension failed while it spoke with %s. Whether the document arrived is checked before it is sent again; if this goes on, send us the diagnostic report.',
				'wc-accounting'
			),
			'process_died'      => __(
				'The process that was sending the document ended before it knew the answer. %s is asked before it is sent again; nothing to do.',
				'wc-accounting'
			),
		);
	}

	/**
	 * It certainly did not leave.
	 *
	 * @return array<string, string>
	 */
	private static function connection_faults(): array {
		return array(
			'dns'                   => __(
				'The address of %s could not be found. Check the API endpoint in the settings and the name servers of this server; sending is tried again by itself.',
				'wc-accounting'
			),
			'connection_refused'    => __(
				'%s could not be reached: the connection was refused. Sending is tried again by itself; if this goes on, ask your host about the firewall.',
				'wc-accounting'
			),
			'connect_timed_out'     => __(
				'%s could not be reached in time. Sending is tried again by itself; if this goes on, ask your host about the firewall.',
				'wc-accounting'
			),
			'tls'                   => __(
				'The certificate of %s is not trusted. Nothing was sent; ask your host to update the root certificates of this server, and check the API endpoint.',
				'wc-accounting'
			),
			'blocked'               => __(
				'WordPress is set up not to connect to %s. Add its host to WP_ACCESSIBLE_HOSTS in wp-config.php.',
				'wc-accounting'
			),
			'endpoint_not_allowed'  => __(
				'The API endpoint is not an address of %s, so nothing is sent. Correct it in the settings.',
				'wc-accounting'
			),
			'network_misconfigured' => __(
				'Nothing can be sent to %s the way this site is set up. Correct the proxy in wp-config.php, or the certificates that this server trusts.',
				'wc-accounting'
			),
			'not_renewed'           => __(
				'The connection to %s could not be renewed just now, so the document did not leave. Sending is tried again by itself.',
				'wc-accounting'
			),
			'not_sent'              => __( 'The document could not be sent to %s. Sending is tried again by itself.', 'wc-accounting' ),
			'site_unclear'          => __(
				'This site has another address, or is of another kind, than the one whose orders are sent to %s. Nothing is sent until somebody says whether it is the live shop or a copy.',
				'wc-accounting'
			),
			'copy_without_key'      => __(
				'This is a copy of the live shop, so the API key of the live shop is not used here: it would stop working there. Make another key in %s and save it in the settings of this copy, or leave it as it is: nothing is sent.',
				'wc-accounting'
			),
			WebConnector::REASON    => __(
				'The PHP of this web server has no extension wc_accounting. Orders are queued here, and the command line of the server sends them to %s each time its cron job runs.',
				'wc-accounting'
			),
			'no_key'                => __(
				'No API key is set, so nothing is sent to %s. Make a key in %s and save it in the settings.',
				'wc-accounting'
			),
		);
	}

	/**
	 * What became of it in the service.
	 *
	 * @return array<string, string>
	 */
	private static function endings(): array {
		return array(
			'never_appeared'    => __(
				'%s accepted the document, but it never appeared there. Look for it in %s; if it is not there, send it again.',
				'wc-accounting'
			),
			'gone_from_service' => __(
				'The document was in %s and is not there any more. If it was deleted by mistake, send it again.',
				'wc-accounting'
			),
			'failed_in_service' => __(
				'%s accepted the document and then failed to make it. Correct what it names, then send it again.',
				'wc-accounting'
			),
			'ambiguous'         => __(
				'%s holds more than one document with this number. Look at them there and delete what is too much; nothing more is sent.',
				'wc-accounting'
			),
			'foreign_reference' => __(
				'The document found in %s belongs to another shop or has another number. Check the number prefix in the settings, then send it again.',
				'wc-accounting'
			),
			'still_unknown'     => __(
				'Whether the document is in %s could not be found out. Look for it there; if it is not there, send it again.',
				'wc-accounting'
			),
		);
	}

	/**
	 * Of the order itself.
	 *
	 * @return array<string, string>
	 */
	private static function order_matters(): array {
		return array(
			'nothing_to_belong_to' => __(
				'The document that it belongs to is not in %s and needs you first. Once that one has arrived, this one is sent by itself.',
				'wc-accounting'
			),
			'waiting_for_order'  => __(
				'The document waits until the one that it belongs to is in %s; nothing to do.',
				'wc-accounting'
			),
			'perhaps_sent_before' => __(
				'The order is older than this plugin, so its document may be in %s already. That is asked before anything is sent; nothing to do.',
				'wc-accounting'
			),
			'before_start_day'   => __(
				'The order was created before the day from which orders are sent to %s. Send it by hand if it is to be there.',
				'wc-accounting'
			),
			'sent_without_order' => __(
				'The document was sent although the one that it belongs to is not in %s, so the two are not linked there. Link them in %s if you need it.',
				'wc-accounting'
			),
			'fully_refunded'     => __( 'The order was fully refunded, so no document is made in %s; nothing to do.', 'wc-accounting' ),
			'nothing_to_bill'    => __( 'The order holds nothing that could stand on a document in %s; nothing to do.', 'wc-accounting' ),
			'held_for_review'    => __(
				'The total in %s would differ from the order, and the settings say that such documents wait for you. Check the order, then send it by hand; once it is corrected so that the totals agree, it is sent by itself.',
				'wc-accounting'
			),
			'held_again'         => __(
				'You approved this document, and it has changed since then, so it waits for you once more. Check the order, then send it by hand; once it is corrected so that the totals agree, it is sent by itself.',
				'wc-accounting'
			),
			'bad_order_data'     => __(
				'The order could not be read, so nothing was sent to %s. Open, correct and save the order: once it can be read, it is sent by itself.',
				'wc-accounting'
			),
		);
	}
}
