// What our screens do in the browser. No library; each part starts only where its elements are, with the data of the service that
// they are of: it is named at an element around them.
( function () {
	'use strict';

	/** Asks the shop; rejects with a sentence that can be shown. */
	async function ask( { url, texts }, action, fields ) {
		const body = new URLSearchParams( { action } );
		for ( const [ name, value ] of Object.entries( fields ) ) {
			[].concat( value ).forEach( ( one ) => body.append( name, one ) );
		}
		let answer;
		try {
			answer = await ( await fetch( url, { method: 'POST', credentials: 'same-origin', body } ) ).json();
		} catch ( fault ) {
			throw new Error( texts.unreachable, { cause: fault } );
		}
		if ( ! answer || ! answer.success ) {
			throw new Error( ( answer && answer.data && answer.data.message ) || texts.unreachable );
		}
		return answer.data;
	}

	/** An element with attributes and children; texts are never taken for HTML. */
	function element( name, attributes, ...children ) {
		const made = document.createElement( name );
		for ( const [ attribute, value ] of Object.entries( attributes || {} ) ) {
			made.setAttribute( attribute, value );
		}
		made.append( ...children );
		return made;
	}

	const notice = ( kind, ...children ) => element( 'div', { class: `notice inline notice-${ kind }` }, ...children );

	/** Puts values into the places of a text: %s or, with a number, %1$s. */
	function fill( text, ...values ) {
		return values.reduce( ( filled, value, index ) => filled.replace( `%${ index + 1 }$s`, value ).replace( '%s', value ), text );
	}

	// --- Connection test ---------------------------------------------------------------------------------------------

	function startConnectionTest( button, service ) {
		const { actions, texts } = service;
		const result = document.getElementById( 'wc-accounting-test-result' );
		const spinner = button.parentElement.querySelector( '.spinner' );
		const value = ( id ) => ( document.getElementById( id ) || { value: '' } ).value;

		function show( answer ) {
			const facts = element( 'dl', { class: 'wc-accounting-facts' } );
			for ( const row of answer.rows || [] ) {
				facts.append( element( 'div', {}, element( 'dt', {}, row.label ), element( 'dd', {}, row.value ) ) );
			}
			const message = element( 'p', {}, element( 'strong', {}, answer.message ) );
			result.replaceChildren( notice( answer.ok ? 'success' : 'error', message, facts ) );
			const hint = document.getElementById( 'wc-accounting-key-hint' );
			if ( hint && answer.key ) {
				hint.textContent = answer.key;
			}
		}

		button.addEventListener( 'click', async () => {
			button.setAttribute( 'aria-disabled', 'true' );
			spinner.classList.add( 'is-active' );
			result.replaceChildren( element( 'p', {}, texts.testing ) );
			try {
				const entered = { endpoint: value( 'wc-accounting-endpoint' ), key: value( 'wc-accounting-key' ) };
				show( await ask( service, actions.test, { nonce: button.dataset.nonce, ...entered } ) );
			} catch ( fault ) {
				show( { ok: false, message: fault.message } );
			}
			spinner.classList.remove( 'is-active' );
			button.removeAttribute( 'aria-disabled' );
		} );
	}

	// --- Look-ups: a combobox as the ARIA practices describe it ------------------------------------------------------

	/** How something is chosen for a field, by its input. */
	const choosers = new WeakMap();

	/** What a person reads of a value: where a service needs an id, `id|words` is stored. */
	const wordsOf = ( value ) => value.replace( /^[^\s|]+\|(?=\S)/, '' );

	/** What is sent stands in a field of its own that nobody sees, and follows what a person chooses and types in the other. */
	function keepValue( input ) {
		const kept = element( 'input', { type: 'hidden', name: input.name, value: input.value } );
		const known = new Map( [ [ wordsOf( input.defaultValue ), input.defaultValue ] ] );
		const choice = {
			isChosen: input.value !== '' && input.value === input.defaultValue,
			offer: ( offered ) => known.set( wordsOf( offered ), offered ),
			choose( chosen ) {
				choice.isChosen = true;
				kept.value = chosen;
				input.value = wordsOf( chosen );
			},
		};
		input.removeAttribute( 'name' );
		input.value = wordsOf( input.value );
		input.after( kept );
		input.addEventListener( 'input', () => {
			choice.isChosen = false;
			kept.value = known.get( input.value.trim() ) ?? input.value;
		} );
		return choice;
	}

	function startLookup( box, service ) {
		const { actions, texts } = service;
		const input = box.querySelector( 'input' );
		if ( ! input || input.disabled ) {
			return;
		}
		const many = 'many' in box.dataset;
		const choice = many ? null : keepValue( input );
		const list = element( 'ul', { role: 'listbox', id: `${ input.id }-list`, hidden: '' } );
		const note = element( 'span', { class: 'wc-accounting-lookup-note screen-reader-text', role: 'status', 'aria-live': 'polite' } );
		const label = document.querySelector( `label[for="${ input.id }"]` );
		list.setAttribute( 'aria-label', label ? label.textContent : input.id );
		const combobox = { role: 'combobox', 'aria-expanded': 'false', 'aria-controls': list.id, 'aria-autocomplete': 'list' };
		for ( const [ name, value ] of Object.entries( combobox ) ) {
			input.setAttribute( name, value );
		}
		box.append( list, note );
		let waiting = 0;
		let asked = 0;
		let current = -1;

		const parts = () => input.value.split( ',' ).map( ( part ) => part.trim() );
		// Whoever comes back to what he has chosen wants to see what else there is.
		const typed = () => ( many ? parts().pop() : choice.isChosen ? '' : input.value.trim() );

		function close() {
			list.hidden = true;
			current = -1;
			input.setAttribute( 'aria-expanded', 'false' );
			input.removeAttribute( 'aria-activedescendant' );
		}

		/** What can be seen anyway is only spoken. Nothing is taken away when the field is left: what is clicked then would move. */
		function say( text, isSeen ) {
			note.textContent = text;
			note.classList.toggle( 'screen-reader-text', isSeen );
		}

		/** What is still on its way was asked for what stood here before: it must not open the list again. */
		function forgetSearches() {
			clearTimeout( waiting );
			asked++;
		}

		function choose( chosen ) {
			forgetSearches();
			if ( many ) {
				input.value = [ ...parts().slice( 0, -1 ), chosen ].filter( Boolean ).join( ', ' ) + ', ';
			} else {
				choice.choose( chosen );
			}
			close();
			say( '', true );
		}
		choosers.set( input, choose );

		function mark( index ) {
			const options = [ ...list.children ];
			current = ( index + options.length ) % options.length;
			options.forEach( ( option, at ) => option.setAttribute( 'aria-selected', String( at === current ) ) );
			input.setAttribute( 'aria-activedescendant', options[ current ].id );
			options[ current ].scrollIntoView( { block: 'nearest' } );
		}

		/** An answer that comes late leaves the option marked that the user went to: else Enter would send the whole form. */
		function show( items ) {
			const marked = current < 0 ? null : list.children[ current ].dataset.value;
			list.replaceChildren( ...items.map( ( item, index ) => {
				const option = element( 'li', { role: 'option', id: `${ list.id }-${ index }`, 'aria-selected': 'false' }, item.label );
				option.addEventListener( 'mousedown', ( event ) => {
					event.preventDefault();
					choose( item.value );
				} );
				option.dataset.value = item.value;
				choice?.offer( item.value );
				return option;
			} ) );
			current = -1;
			input.removeAttribute( 'aria-activedescendant' );
			list.hidden = items.length === 0;
			input.setAttribute( 'aria-expanded', String( ! list.hidden ) );
			const again = items.findIndex( ( item ) => item.value === marked );
			if ( again >= 0 ) {
				mark( again );
			}
			say( items.length === 0 ? texts.nothing : fill( texts.found, items.length ), items.length > 0 );
		}

		async function search() {
			const number = ++asked;
			try {
				const answer = await ask( service, actions.lookup, { kind: box.dataset.kind, nonce: box.dataset.nonce, search: typed() } );
				if ( number === asked && document.activeElement === input ) {
					const taken = many ? parts().slice( 0, -1 ) : [];
					show( answer.items.filter( ( item ) => ! taken.includes( item.value ) ) );
				}
			} catch ( fault ) {
				close();
				say( fault.message, false );
			}
		}

		function later() {
			clearTimeout( waiting );
			waiting = setTimeout( search, 250 );
		}

		if ( document.activeElement === input ) {
			later(); // Somebody typed before this script had come.
		}
		input.addEventListener( 'input', later );
		input.addEventListener( 'click', () => list.hidden && later() );
		input.addEventListener( 'blur', () => {
			forgetSearches();
			close();
			if ( many ) {
				input.value = parts().filter( Boolean ).join( ', ' );
			}
		} );
		input.addEventListener( 'keydown', ( event ) => {
			if ( event.key === 'Escape' && ! list.hidden ) {
				close();
				event.preventDefault();
			} else if ( event.key === 'Enter' && ! list.hidden ) {
				// Whoever chooses from a list does not mean to send the form, even when the marked option has just gone.
				if ( current >= 0 ) {
					choose( list.children[ current ].dataset.value );
				} else {
					close();
				}
				event.preventDefault();
			} else if ( event.key === 'ArrowDown' || event.key === 'ArrowUp' ) {
				event.preventDefault();
				if ( list.hidden ) {
					search();
				} else {
					mark( event.key === 'ArrowDown' ? current + 1 : Math.max( current, 0 ) - 1 );
				}
			}
		} );
	}

	/** Fills in what a tax of the shop is in the service, where the owner has not said so and only the rate speaks for it. */
	async function suggestTaxes( table, service ) {
		const open = [ ...table.querySelectorAll( 'input[data-percent]' ) ].filter( ( input ) => ! input.disabled && input.value === '' );
		const box = open[ 0 ]?.closest( '.wc-accounting-lookup' );
		if ( ! box ) {
			return;
		}
		let items;
		try {
			const { kind, nonce } = box.dataset;
			items = ( await ask( service, service.actions.lookup, { kind, nonce, search: '' } ) ).items;
		} catch {
			return; // Whoever goes to a field is told why nothing can be looked up.
		}
		for ( const input of open.filter( ( one ) => one.value === '' && one !== document.activeElement ) ) {
			const same = items.filter( ( item ) => item.percent !== '' && Number( item.percent ) === Number( input.dataset.percent ) );
			if ( same.length > 0 ) {
				choosers.get( input )( same[ 0 ].value );
				input.closest( 'td' ).append( element( 'p', { class: 'description' }, service.texts.suggested ) );
			}
		}
	}

	/** A button that asks before it does what cannot be taken back. */
	function startQuestion( button ) {
		button.addEventListener( 'click', ( event ) => {
			if ( ! window.confirm( button.dataset.question ) ) {
				event.preventDefault();
			}
		} );
	}

	// --- Transactions ------------------------------------------------------------------------------------------------

	function startTransactions( form, service ) {
		const { actions, texts } = service;
		const progress = document.getElementById( 'wc-accounting-progress' );
		const CHUNK = 5;
		let busy = false;

		const leaving = ( event ) => {
			event.preventDefault();
			event.returnValue = texts.leaving;
		};

		/** A row may be gone, or not on this page. */
		function replaceRow( id, html ) {
			const row = document.getElementById( `wc-accounting-delivery-${ id }` );
			if ( ! row ) {
				return;
			}
			if ( html === '' ) {
				row.classList.add( 'is-gone' );
				row.querySelectorAll( 'button, input' ).forEach( ( control ) => ( control.disabled = true ) );
				return;
			}
			const holder = document.createElement( 'tbody' );
			holder.innerHTML = html; // Made and escaped by the shop.
			row.replaceWith( holder.firstElementChild );
		}

		/** Parts of the page as a fresh one has them: the counts above the list and in the menu, and what else is named. */
		async function refresh( ...others ) {
			try {
				const answer = await fetch( location.href, { credentials: 'same-origin' } );
				const page = new DOMParser().parseFromString( await answer.text(), 'text/html' );
				for ( const selector of [ '.wc-accounting .subsubsub', '#toplevel_page_woocommerce .current', ...others ] ) {
					const fresh = page.querySelectorAll( selector );
					document.querySelectorAll( selector ).forEach( ( part, index ) => {
						if ( fresh[ index ] ) {
							part.innerHTML = fresh[ index ].innerHTML;
						}
					} );
				}
			} catch {
				// They are right again on the next page.
			}
		}

		const report = ( kind, text ) => progress.replaceChildren( notice( kind, element( 'p', {}, text ) ) );

		/**
		 * Runs pieces one after the other; `next` gives the fields of a piece, or null at the end. Of a total of 0 nobody knows
		 * how many there are.
		 */
		async function run( action, total, next ) {
			let stop = false;
			let counts = {};
			let summary = '';
			let done = 0;
			busy = true;
			window.addEventListener( 'beforeunload', leaving );
			const bar = element( 'progress', { max: total, value: 0, 'aria-label': texts.working } );
			const words = element( 'span', {}, texts.working );
			const stopper = element( 'button', { type: 'button', class: 'button button-small' }, texts.stop );
			stopper.addEventListener( 'click', () => ( stop = true ) );
			const before = total > 1 ? [ bar, ' ' ] : [];
			const after = total === 1 ? [] : [ ' ', stopper ];
			progress.replaceChildren( notice( 'info', element( 'p', {}, ...before, words, ...after ) ) );
			try {
				let answer = null;
				for ( let fields = next( answer ); fields && ! stop; fields = next( answer ) ) {
					answer = await ask( service, action, { ...fields, counts: JSON.stringify( counts ) } );
					( { counts, summary } = answer );
					Object.entries( answer.rows ).forEach( ( [ id, html ] ) => replaceRow( id, html ) );
					done += Object.keys( answer.rows ).length;
					bar.value = done;
					words.textContent = total > 0 ? fill( texts.progress, done, Math.max( total, done ) ) : summary;
				}
				const told = [ stop ? texts.stopped : '', summary ].filter( Boolean ).join( ' ' );
				report( counts.failed || counts.no_answer || counts.held ? 'warning' : 'success', told );
			} catch ( fault ) {
				report( 'error', [ fault.message, summary ].filter( Boolean ).join( ' ' ) );
			}
			window.removeEventListener( 'beforeunload', leaving );
			busy = false;
			form.querySelectorAll( 'thead .check-column input, tfoot .check-column input' ).forEach( ( box ) => ( box.checked = false ) );
			refresh( ...( counts.queued ? [ '#the-list', '.displaying-num', '.wc-accounting-overview' ] : [] ) );
		}

		/** `more` are fields that each piece carries. */
		function runItems( what, boxes, more = {} ) {
			const items = boxes.map( ( box ) => `${ box.value }:${ box.dataset[ what ] }` );
			const total = items.length;
			const next = () => ( items.length === 0 ? null : { ...more, do: what, 'items[]': items.splice( 0, CHUNK ) } );
			return run( actions.deliveries, total, next );
		}

		form.addEventListener( 'click', async ( event ) => {
			const button = event.target.closest( 'button, input[type="submit"]' );
			if ( ! button ) {
				return;
			}
			// What would send the form, so that it works without a script.
			if ( busy || button.hasAttribute( 'formmethod' ) ) {
				event.preventDefault();
			}
			if ( busy ) {
				return;
			}
			if ( button.dataset.do ) {
				const row = button.closest( 'tr' );
				const what = button.dataset.do;
				row.querySelector( '.spinner' ).classList.add( 'is-active' );
				await runItems( what, [ row.querySelector( 'input[type="checkbox"]' ) ], { approves: 'yes' } );
				const left = document.getElementById( row.id );
				if ( left ) {
					left.querySelectorAll( '.spinner' ).forEach( ( spinner ) => spinner.classList.remove( 'is-active' ) );
					( left.querySelector( `button[data-do="${ what }"]` ) || left.querySelector( 'button[data-do], a' ) || form ).focus();
				}
			} else if ( button.id === 'wc-accounting-retry-failed' ) {
				run( actions.retryFailed, Number( button.dataset.total ), ( answer ) => {
					if ( answer && ! answer.more ) {
						return null;
					}
					return { nonce: button.value, after: answer ? answer.after : 0, last: answer ? answer.last : 0 };
				} );
			} else if ( button.id === 'wc-accounting-sweep' ) {
				run( actions.sweep, 0, ( answer ) => ( answer && ! answer.more ? null : { nonce: button.value } ) );
			} else if ( button.id === 'doaction' || button.id === 'doaction2' ) {
				const place = button.id === 'doaction' ? 'top' : 'bottom';
				const what = document.getElementById( `bulk-action-selector-${ place }` ).value;
				const boxes = [ ...form.querySelectorAll( '#the-list input[type="checkbox"]:checked:not(:disabled)' ) ];
				if ( what === 'retry' || what === 'check' ) {
					if ( boxes.length === 0 ) {
						report( 'warning', texts.selectFirst );
					} else {
						runItems( what, boxes );
					}
				}
			}
		} );

		// The address stays short and can be passed on: empty filters and the list's own fields are left out.
		form.addEventListener( 'submit', () => {
			const own = [ '_wpnonce', '_wp_http_referer', 'action', 'action2', 'ids[]' ];
			const isLeftOut = ( field ) =>
				field.value === '' ||
				own.includes( field.name ) ||
				( field.name === 'day_of' && form.elements.day.value === '' ) ||
				( field.name === 'paged' && field.value === '1' );
			for ( const field of form.querySelectorAll( 'input, select' ) ) {
				if ( isLeftOut( field ) ) {
					field.disabled = true;
				}
			}
		} );
	}

	// --- Order screen ------------------------------------------------------------------------------------------------

	/** A button that shows and hides what the shop answers to it. */
	function startAnswer( button, service, action ) {
		const { actions, texts } = service;
		const place = document.getElementById( button.getAttribute( 'aria-controls' ) );
		button.addEventListener( 'click', async ( event ) => {
			event.preventDefault();
			if ( button.getAttribute( 'aria-expanded' ) === 'true' ) {
				button.setAttribute( 'aria-expanded', 'false' );
				place.replaceChildren();
				return;
			}
			button.setAttribute( 'aria-expanded', 'true' );
			place.textContent = texts.working;
			try {
				const { document: kind, order, subject, nonce } = button.dataset;
				const answer = await ask( service, actions[ action ], { document: kind, order_id: order, subject, nonce } );
				place.innerHTML = answer.html; // Made and escaped by the shop.
			} catch ( fault ) {
				place.replaceChildren( notice( 'error', element( 'p', {}, fault.message ) ) );
			}
		} );
	}

	// --- Bringing over old orders ------------------------------------------------------------------------------------

	/** Shows how far it is, and keeps it going while somebody looks. */
	async function startBackfill( place, service ) {
		let isAtWork = place.dataset.atWork === '1';
		const pause = ( ms ) => new Promise( ( done ) => setTimeout( done, ms ) );
		while ( isAtWork ) {
			await pause( 2000 );
			try {
				const answer = await ask( service, service.actions.backfill, { nonce: place.dataset.nonce } );
				isAtWork = answer.is_at_work;
				const focused = place.contains( document.activeElement ) ? document.activeElement.value : null;
				place.innerHTML = answer.html; // Made and escaped by the shop.
				if ( focused ) {
					place.querySelector( `button[value="${ focused }"]` )?.focus();
				}
			} catch {
				// It goes on without anybody who looks.
				await pause( 8000 );
			}
		}
		if ( place.dataset.atWork === '1' ) {
			window.location.reload();
		}
	}

	// --- Support -----------------------------------------------------------------------------------------------------

	function startCopy( button, { texts } ) {
		button.addEventListener( 'click', async () => {
			const report = document.getElementById( 'wc-accounting-report' );
			const told = document.getElementById( 'wc-accounting-copied' );
			report.select();
			try {
				await navigator.clipboard.writeText( report.value );
				told.textContent = texts.copied;
			} catch {
				told.textContent = document.execCommand( 'copy' ) ? texts.copied : texts.notCopied;
			}
		} );
	}

	const serviceOf = ( part ) => window.wcAccounting[ part.closest( '[data-service]' ).dataset.service ];
	const start = ( selector, begin ) => document.querySelectorAll( selector ).forEach( ( part ) => begin( part, serviceOf( part ) ) );
	start( '#wc-accounting-test', startConnectionTest );
	start( '.wc-accounting-lookup', startLookup );
	start( '.wc-accounting-table', suggestTaxes );
	start( '.wc-accounting-confirm', startQuestion );
	start( '#wc-accounting-transactions', startTransactions );
	start( '.wc-accounting-preview-button', ( button, service ) => startAnswer( button, service, 'preview' ) );
	start( '.wc-accounting-customer-button', ( button, service ) => startAnswer( button, service, 'customer' ) );
	start( '#wc-accounting-backfill', startBackfill );
	start( '#wc-accounting-copy', startCopy );
}() );
