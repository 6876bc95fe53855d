<?php
/**
 * The screens of orders, over HTTP: list and edit screen, what plugins can hook into, what their forms do.
 *
 * Needs TRACE_URL, the address of the site, and `mu-plugin.php` in its `mu-plugins`; the administrator is `admin`, password `admin`, or TRACE_USER and TRACE_PASSWORD.
 *
 * @package WooCommerceDouble
 */

declare(strict_types=1);

return static function ( Trace $t ): void {
	$base = (string) getenv( 'TRACE_URL' );
	if ( '' === $base ) {
		$t->line( 'skipped: no TRACE_URL' );
		return;
	}
	update_option( 'woocommerce_cod_settings', array( 'enabled' => 'yes', 'title' => 'Cash on delivery' ) );
	$tables = 'yes' === get_option( 'woocommerce_custom_orders_table_enabled' );
	$orders = array();
	foreach ( array( 'processing', 'on-hold', 'completed' ) as $at => $status ) {
		$order = wc_create_order();
		$order->set_billing_first_name( "Nama$at" );
		$order->set_billing_last_name( '<i>Akhir</i>' );
		$order->set_billing_email( "b$at@example.test" );
		$order->set_total( '1000' );
		$order->set_status( $status );
		$order->save();
		$orders[] = $order->get_id();
		$t->name( $order->get_id(), "order$at" );
	}
	$id   = $orders[0];
	$file = wp_upload_dir()['basedir'] . '/trace.log';
	file_exists( $file ) && unlink( $file );
	$jar = (string) tempnam( sys_get_temp_dir(), 'jar' );
	$ask = static function ( string $path, array $post = array() ) use ( $base, $jar ): array {
		$curl = curl_init( str_starts_with( $path, 'http' ) ? $path : $base . $path );
		curl_setopt_array( $curl, array( CURLOPT_RETURNTRANSFER => true, CURLOPT_HEADER => true, CURLOPT_COOKIEJAR => $jar, CURLOPT_COOKIEFILE => $jar, CURLOPT_HTTPHEADER => array( 'X-Trace: 1' ), CURLOPT_TIMEOUT => 60, CURLOPT_REFERER => $path ) );
		if ( $post ) {
			curl_setopt( $curl, CURLOPT_POSTFIELDS, http_build_query( $post ) );
		}
		$answer = (string) curl_exec( $curl );
		$cut    = (int) curl_getinfo( $curl, CURLINFO_HEADER_SIZE );
		return array( (int) curl_getinfo( $curl, CURLINFO_RESPONSE_CODE ), substr( $answer, $cut ), (string) curl_getinfo( $curl, CURLINFO_REDIRECT_URL ) );
	};
	$log = static function () use ( $file, $t ): void {
		if ( file_exists( $file ) ) {
			// How often a form saves an order depends on what of it was changed by the second.
			echo preg_replace( '/^.*(?:order_object_save|woocommerce_update_order|calculate_totals).*\n/m', '', $t->renamed( (string) file_get_contents( $file ) ) );
			unlink( $file );
		}
	};
	$show = static function ( string $label, array $answer ) use ( $t, $log ): string {
		$t->line( "-- $label", $answer[0] );
		preg_match_all( '/<!--(probe .*?)-->/s', $answer[1], $m );
		foreach ( $m[1] as $mark ) {
			echo '  in the page: ', $t->renamed( html_entity_decode( $mark, ENT_QUOTES ) ), "\n";
		}
		$log();
		return $answer[1];
	};
	$where  = static fn( string $url ) => $t->renamed( str_replace( $base, '', $url ) );
	$nonces = static function ( string $html ): array {
		preg_match_all( '/<input[^>]+name="(\w*nonce\w*|post_ID|action|originalaction|post_type|original_post_status|_wp_http_referer|post_author|user_ID|referredby|post_status|hidden_post_status)"[^>]*value="([^"]*)"/', $html, $m );
		return array_combine( $m[1], array_map( 'html_entity_decode', $m[2] ) );
	};
	$ask( '/wp-login.php' );
	$in = $ask( '/wp-login.php', array( 'log' => getenv( 'TRACE_USER' ) ? getenv( 'TRACE_USER' ) : 'admin', 'pwd' => getenv( 'TRACE_PASSWORD' ) ? getenv( 'TRACE_PASSWORD' ) : 'admin', 'testcookie' => '1' ) );
	$t->line( 'login', $in[0] );
	file_exists( $file ) && unlink( $file );

	$list = $tables ? '/wp-admin/admin.php?page=wc-orders' : '/wp-admin/edit.php?post_type=shop_order';
	$html = $show( 'list', $ask( $list ) );
	preg_match_all( '/<th scope="col" id=.(\w+). class=.([^\'"]*)/', $html, $m );
	$t->line( 'columns', $m[1] );
	$t->line( 'sortable', array_values( array_filter( array_map( static fn( $id, $class ) => str_contains( $class, 'sort' ) ? $id : '', $m[1], $m[2] ) ) ) );
	$t->line( 'hidden', array_values( array_filter( array_map( static fn( $id, $class ) => str_contains( $class, 'hidden' ) ? $id : '', $m[1], $m[2] ) ) ) );
	preg_match( '/<select name="action" id="bulk-action-selector-top">(.*?)<\/select>/s', $html, $m );
	preg_match_all( '/value="([\w-]*)"/', $m[1] ?? '', $m );
	$t->line( 'bulk', $m[1] );
	preg_match_all( '/<tr id="(post|order)-(\d+)"/', $html, $m );
	$t->line( 'rows', array_map( 'intval', $m[2] ) );
	$t->line( 'checkboxes', array( preg_match_all( '/<input[^>]+name="id\[\]"/', $html ), preg_match_all( '/<input[^>]+name="post\[\]"/', $html ) ) );
	$t->line( 'link', array( substr_count( $html, 'class="order-view"' ), str_contains( $html, '#' . $id . ' Nama0 &lt;i&gt;Akhir' ) ) );
	$t->line( 'status marks', preg_match_all( '/<mark class="order-status status-(processing|on-hold|completed)/', $html ) );
	preg_match_all( '/<li class=.([\w-]+).>/', preg_match( '/<ul class=.subsubsub.>(.*?)<\/ul>/s', $html, $m ) ? $m[1] : '', $m );
	$t->line( 'views', $m[1] );
	preg_match_all( '/<a href=.[^\'"]*page=(wc-orders|wc-settings|probe)[\'"]/', $html, $m );
	$t->line( 'menu', array_values( array_unique( $m[1] ) ) );
	$t->line( 'menu top', (bool) preg_match( '/id="toplevel_page_woocommerce"/', $html ) );
	$bulk = $nonces( $html )['_wpnonce'] ?? '';

	if ( $tables ) {
		$show( 'filtered away', $ask( "$list&probe_none=1" ) );
		$html = $ask( "$list&probe_none=1" )[1];
		$t->line( 'rows', preg_match_all( '/<tr id="order-/', $html ) );
	}
	$html = $ask( $list . '&' . ( $tables ? 'status' : 'post_status' ) . '=wc-completed' )[1];
	$t->line( 'by status', preg_match_all( '/<tr id="(post|order)-/', $html ) );
	$html = $ask( $list . '&s=Nama1' )[1];
	$t->line( 'search', preg_match_all( '/<tr id="(post|order)-/', $html ) );
	file_exists( $file ) && unlink( $file );

	$name   = $tables ? 'id' : 'post';
	$answer = $ask( $list . '&' . http_build_query( array( 'action' => 'probe', '_wpnonce' => $bulk, '_wp_http_referer' => $list, $name => array( $orders[0], $orders[1] ) ) ) );
	$t->line( 'bulk probe', array( $answer[0], $where( $answer[2] ) ) );
	$log();
	$answer = $ask( $list . '&' . http_build_query( array( 'action' => 'mark_completed', '_wpnonce' => $bulk, '_wp_http_referer' => $list, $name => array( $orders[0], $orders[1] ) ) ) );
	$t->line( 'bulk mark', array( $answer[0], (bool) preg_match( '/bulk_action=marked_completed/', $answer[2] ) ) );
	wp_cache_flush();
	$t->line( 'statuses', array_map( static fn( $one ) => wc_get_order( $one )->get_status(), $orders ) );
	$answer = $ask( $list . '&' . http_build_query( array( 'action' => 'mark_completed', '_wpnonce' => 'wrong', $name => array( $orders[0] ) ) ) );
	$t->line( 'bulk, wrong nonce', $answer[0] );
	file_exists( $file ) && unlink( $file );

	$edit = $tables ? "/wp-admin/admin.php?page=wc-orders&action=edit&id=$id" : "/wp-admin/post.php?post=$id&action=edit";
	wc_get_order( $id )->add_order_note( 'Catatan <a href="https://e.test">l</a><script>x()</script><img src=x onerror=y>' );
	wc_get_order( $id )->add_order_note( 'Kepada pembeli', 1 );
	$html = $show( 'edit', $ask( $edit ) );
	preg_match_all( '/<div id="(woocommerce-order-data|woocommerce-order-items|woocommerce-order-notes|woocommerce-order-actions|probe-box|commentsdiv|submitdiv|slugdiv)"/', $html, $m );
	sort( $m[1] );
	$t->line( 'boxes', $m[1] );
	preg_match( '/<select[^>]+name="wc_order_action"[^>]*>(.*?)<\/select>/s', $html, $m );
	preg_match_all( '/value="([\w-]*)"/', $m[1] ?? '', $a );
	$t->line( 'actions', $a[1] );
	$t->line( 'action label', (bool) strpos( $m[1] ?? '', 'Probe: &lt;b&gt;one' ) );
	preg_match( '/<select[^>]+name="order_status"[^>]*>(.*?)<\/select>/s', $html, $m );
	preg_match_all( '/value="([\w-]*)"/', $m[1] ?? '', $a );
	$t->line( 'statuses', $a[1] );
	preg_match( '/value="([\w-]*)"\s+selected/', str_replace( "'", '"', $m[1] ?? '' ), $a );
	$t->line( 'status now', $a[1] ?? null );
	$t->line( 'form', array( (bool) preg_match( '/<button[^>]+class="[^"]*save_order/', $html ), (bool) preg_match( '/<button[^>]+wc-reload/', $html ), (bool) preg_match( '/<ul class="order_notes">/', $html ), (bool) preg_match( '/<textarea[^>]+id="add_order_note"/', $html ) ) );
	preg_match( '/<ul class="order_notes">(.*?)<\/ul>/s', $html, $m );
	$t->line( 'notes', array( substr_count( $m[1], 'class="note' ), substr_count( $m[1], 'customer-note' ), substr_count( $m[1], 'system-note' ), str_contains( $m[1], '<script' ), str_contains( $m[1], '<a href="https://e.test"' ), str_contains( $m[1], 'onerror' ), str_contains( $m[1], '<img' ) ) );

	$fields = static function ( string $html ): array {
		$page = new DOMDocument();
		@$page->loadHTML( '<?xml encoding="utf-8"?>' . $html ); // phpcs:ignore WordPress.PHP.NoSilencedErrors -- Real pages.
		$find = new DOMXPath( $page );
		$form = $find->query( '//form[@id="post" or @id="order" or @name="order"]' )->item( 0 );
		$got  = array();
		foreach ( $form ? $find->query( './/input[@name] | .//textarea[@name] | .//select[@name]', $form ) : array() as $node ) {
			$name = $node->getAttribute( 'name' );
			if ( 'select' === $node->nodeName ) {
				$chosen = $find->query( './/option[@selected]', $node )->item( 0 ) ?? $find->query( './/option', $node )->item( 0 );
				$value  = $chosen ? $chosen->getAttribute( 'value' ) : '';
			} elseif ( 'textarea' === $node->nodeName ) {
				$value = $node->textContent;
			} elseif ( in_array( $node->getAttribute( 'type' ), array( 'checkbox', 'radio' ), true ) && ! $node->hasAttribute( 'checked' ) || in_array( $node->getAttribute( 'type' ), array( 'submit', 'button' ), true ) || str_contains( $name, '[' ) ) {
				continue;
			} else {
				$value = $node->getAttribute( 'value' );
			}
			$got[ $name ] = $value;
		}
		return $got;
	};
	$hidden = $fields( $html );
	$to     = $tables ? $edit : '/wp-admin/post.php';
	$send   = static fn( array $more ) => $ask( $to, $more + array( 'action' => $tables ? 'edit_order' : 'editpost', 'post_ID' => (string) $id, 'post_type' => 'shop_order', 'save' => 'Update', 'order_status' => 'wc-completed' ) + $hidden );
	$answer = $send( array( 'wc_order_action' => 'probe' ) );
	$t->line( 'order action', array( $answer[0], (bool) preg_match( '/message=\d/', $answer[2] ) ) );
	$log();
	$answer = $send( array( 'order_status' => 'wc-processing', 'wc_order_action' => 'probe_two' ) );
	$t->line( 'status and action', $answer[0] );
	$log();
	wp_cache_flush();
	$t->line( 'status', wc_get_order( $id )->get_status() );
	$t->notes( $id, false );
	$answer = $send( array( $tables ? '_wpnonce' : 'woocommerce_meta_nonce' => 'wrong', 'order_status' => 'wc-on-hold' ) );
	$t->line( 'wrong nonce', array( $answer[0] ) );
	wp_cache_flush();
	$t->line( 'status', wc_get_order( $id )->get_status() );
	file_exists( $file ) && unlink( $file );

	$answer = $ask( $tables ? '/wp-admin/admin.php?page=wc-orders&action=edit&id=99999999' : '/wp-admin/post.php?post=99999999&action=edit' );
	$t->line( 'no such order', $answer[0] >= 400 || str_contains( $answer[1], 'id="error-page"' ) );
	$show( 'page of a plugin', $ask( '/wp-admin/admin.php?page=probe' ) );
	$t->line( 'settings', $ask( '/wp-admin/admin.php?page=wc-settings' )[0] );
	unlink( $jar );
	file_exists( $file ) && unlink( $file );

	$jar = (string) tempnam( sys_get_temp_dir(), 'jar' );
	$t->line( 'nobody', $ask( $list )[0] );
};
