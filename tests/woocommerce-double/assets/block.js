/* A stand-in for the overlay of a busy part of a page. */
( function ( $ ) {
	$.fn.block = $.fn.block || function () {
		return this.attr( 'aria-busy', 'true' );
	};
	$.fn.unblock = $.fn.unblock || function () {
		return this.removeAttr( 'aria-busy' );
	};
}( jQuery ) );
