/* A stand-in for the enhanced select box: the plain one stays. */
( function ( $ ) {
	$.fn.selectWoo = $.fn.select2 = $.fn.selectWoo || function () {
		return this;
	};
}( jQuery ) );
