/* Tool tips, once the page is ready or a part of it is new. */
jQuery( function ( $ ) {
	$( document.body ).on( 'init_tooltips', function () {
		$( '.tips, .help_tip, .woocommerce-help-tip' ).tipTip( { attribute: 'data-tip' } );
	} ).trigger( 'init_tooltips' );
} );
