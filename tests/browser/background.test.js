// Where PHP cannot go on after its answer, the script of a page has delivered what is overdue (10.19).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { admin, inShop, logIn, openBrowser, ownNotices, rowIs, serveBy } from './shop.js';

let shop;
let page;

before(async () => {
	serveBy('builtin');
	shop = await openBrowser();
	page = shop.page;
	await logIn(page);
});

after(async () => {
	await shop?.browser.close();
	serveBy('fpm');
});

test('a page of wp-admin sends one request in the background, and what was overdue arrives', async () => {
	const order = inShop(`
		add_filter( 'wc_accounting_after_response_seconds', '__return_zero' );
		$order = wc_create_order();
		$order->add_product( wc_get_products( array( 'limit' => 1, 'type' => 'simple' ) )[0], 1 );
		$order->calculate_totals();
		$order->update_status( 'processing' );
		echo $order->get_id();
	`).trim();
	assert.equal(await rowIs(order, 'order', 'pending'), 'pending');
	const sent = [];
	page.on('request', (request) => {
		if ((request.postData() ?? '').includes('action=wc_accounting_kledo_deliver_overdue')) {
			sent.push(request);
		}
	});

	await page.goto(admin('tools.php'));
	await rowIs(order, 'order', 'accepted');
	await page.goto(admin('tools.php'));

	assert.equal(sent.length, 1);
});

test('nothing was complained about, neither in the browser nor by PHP', async () => {
	assert.deepEqual(shop.faults, []);
	assert.deepEqual(await ownNotices(), []);
});
