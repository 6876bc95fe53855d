import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, logIn, minutesPass, openBrowser, orderScreen, ownNotices, placeOrder, sandbox, screenshot } from './shop.js';

let shop;

before(async () => {
	shop = await openBrowser();
	await logIn(shop.page);
});

after(() => shop.browser.close());

test('the shop owner sees on the order that Kledo has the sales order', async () => {
	const id = placeOrder('kopi-gayo=2');
	await eventually(
		async () => (await sandbox('state')).documents.find((document) => document.order_id === String(id)),
		'the sales order',
	);
	minutesPass(3);
	await shop.page.goto(orderScreen(id));
	const notes = shop.page.locator('.order_notes');
	await notes.getByText(`WC/SO/${id}`).waitFor();
	await screenshot(shop.page, 'order-note');
	assert.deepEqual(shop.faults, []);
	assert.deepEqual(await ownNotices(), []);
});
