/* A select box that wants to be enhanced is marked as such, once the page is ready or a part of it is new. */
jQuery( function ( $ ) {
	$( document.body ).on( 'wc-enhanced-select-init', function () {
		$( ':input.wc-enhanced-select' ).addClass( 'enhanced' );
	} ).trigger( 'wc-enhanced-select-init' );
} );
