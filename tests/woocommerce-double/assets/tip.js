/* A stand-in for the tool tip: the browser's own. */
( function ( $ ) {
	$.fn.tipTip = $.fn.tipTip || function () {
		return this.each( function () {
			if ( $( this ).attr( 'data-tip' ) ) {
				this.title = $( this ).attr( 'data-tip' );
			}
		} );
	};
}( jQuery ) );
