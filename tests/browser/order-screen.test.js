import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
	accessibilityFaults,
	fault,
	heal,
	inShop,
	logIn,
	openBrowser,
	orderScreen,
	ordersList,
	ownNotices,
	picture,
	placeOrder,
	rowIs,
	sandbox,
	screenshot,
} from './shop.js';

let shop;
let page;
let box;

before(async () => {
	await sandbox('settings', { queue_delay_ms: 0 });
	await heal();
	shop = await openBrowser();
	page = shop.page;
	box = page.locator('#wc-accounting-kledo-box');
	await logIn(page);
});

after(async () => {
	await heal();
	await shop.browser.close();
});

const documents = async (order) => (await sandbox('state')).documents.filter((document) => document.order_id === String(order));
const section = (name) => box.locator('section', { has: page.locator('h4', { hasText: name }) });

test('the box says why a document failed, and its button sends it', async () => {
	await fault('POST', 'woocommerce/order', {
		kind: 'status',
		code: 400,
		body: { success: false, message: '<script>window.hacked = 1</script> Gudang tidak ditemukan' },
	});
	const order = placeOrder('kopi-gayo=2');
	await rowIs(order, 'order', 'failed');
	await heal();
	await page.goto(orderScreen(order));
	assert.match(await section('Sales order').innerText(), /Failed[\s\S]*1 attempt[\s\S]*<script>[\s\S]*Gudang tidak ditemukan/);
	assert.match(await section('Invoice').innerText(), /sent when the order becomes Completed/);
	assert.equal(await page.evaluate(() => window.hacked), undefined);
	assert.deepEqual(await accessibilityFaults(page, '#wc-accounting-kledo-box'), []);

	await box.getByRole('button', { name: 'Sales order: Send now' }).click();

	await page.locator('.notice', { hasText: 'has accepted it' }).waitFor();
	assert.match(await section('Sales order').innerText(), /Success[\s\S]*waiting for Kledo/);
	assert.equal((await documents(order)).length, 1);

	await box.getByRole('button', { name: 'Sales order: Check now' }).click();
	await page.locator('.notice', { hasText: 'it is in Kledo' }).waitFor();
	assert.match(await section('Sales order').innerText(), new RegExp(`in Kledo: WC/SO/${order}`));
	await screenshot(page, 'order-box');
	await picture(box, 'order');
});

test('the preview shows exactly what would be sent, and sends nothing', async () => {
	const order = placeOrder('kopi-gayo=3');
	await rowIs(order, 'order', 'accepted', 'confirmed');
	const asked = (await sandbox('state')).requests_total;
	await page.goto(orderScreen(order));
	await section('Invoice').locator('.wc-accounting-preview-button').click();
	const preview = section('Invoice').locator('.wc-accounting-preview');
	await preview.waitFor();
	assert.match(await section('Invoice').innerText(), /Total in Kledo: Rp\s?299\.700\s/);
	assert.match(await preview.innerText(), /ref_number_prefix\s+WC\/INV\/[\s\S]*items\[0\]\[qty\]\s+3/);
	assert.deepEqual(await accessibilityFaults(page, '#wc-accounting-kledo-box'), []);
	await screenshot(page, 'order-preview');
	assert.equal((await sandbox('state')).requests_total, asked);
});

test('sending again what is there asks first, and then makes a second one', async () => {
	const order = placeOrder('kopi-gayo=1');
	await rowIs(order, 'order', 'accepted', 'confirmed');
	await page.goto(orderScreen(order));
	await box.getByRole('button', { name: 'Sales order: Check now' }).click();
	await page.locator('.notice', { hasText: 'it is in Kledo' }).waitFor();
	assert.equal(await box.getByRole('button', { name: 'Sales order: Send now' }).count(), 0);

	await page.selectOption('select[name="wc_order_action"]', 'wc_accounting_kledo_send_order');
	await page.click('button.wc-reload');
	await page.locator('.notice', { hasText: 'nothing was sent, it is in Kledo already' }).waitFor();

	await box.getByText('Send again…').click();
	await box.getByRole('button', { name: 'Sales order: Send again' }).click();
	assert.equal((await documents(order)).length, 1, 'the box must be ticked');
	await screenshot(page, 'order-resend');
	await box.getByLabel('I know that it may be there twice').check();
	await box.getByRole('button', { name: 'Sales order: Send again' }).click();
	await page.locator('.notice', { hasText: 'has accepted it' }).waitFor();
	assert.equal((await documents(order)).length, 2);
});

test('the list of actions sends an invoice, explains a refusal, and asks after documents', async () => {
	const order = placeOrder('kopi-gayo=1');
	await rowIs(order, 'order', 'accepted', 'confirmed');
	await page.goto(orderScreen(order));
	const choose = async (action) => {
		await page.selectOption('select[name="wc_order_action"]', action);
		await page.click('button.wc-reload');
	};
	await choose('wc_accounting_kledo_send_invoice');
	await page.locator('.notice', { hasText: 'It is sent when the order becomes Completed' }).waitFor();
	await choose('wc_accounting_kledo_check');
	await page.locator('.notice', { hasText: new RegExp(`Sales order of order #${order}: it is in Kledo`) }).waitFor();
	await page.locator('.notice', { hasText: new RegExp(`Invoice of order #${order}: it was never sent`) }).waitFor();

	inShop(`
		update_option( 'wc_kledo_enable_api_connection', 'no' );
		wc_get_order( ${order} )->update_status( 'completed' );
		update_option( 'wc_kledo_enable_api_connection', 'yes' );
	`);
	await page.goto(orderScreen(order));
	await choose('wc_accounting_kledo_send_invoice');
	await page.locator('.notice', { hasText: new RegExp(`Invoice of order #${order}: Kledo has accepted it`) }).waitFor();
	assert.equal((await documents(order)).length, 2);
});

test('the box fits a screen of 320 pixels', async () => {
	const order = placeOrder('kopi-gayo=1');
	await rowIs(order, 'order', 'accepted', 'confirmed');
	await page.setViewportSize({ width: 320, height: 640 });
	await page.goto(orderScreen(order));
	await section('Sales order').locator('.wc-accounting-preview-button').click();
	await section('Sales order').locator('.wc-accounting-preview').waitFor();
	assert.equal(
		await box.evaluate(
			(element) => element.scrollWidth <= element.clientWidth && element.getBoundingClientRect().right <= window.innerWidth,
		),
		true,
	);
	await screenshot(page, 'phone-order-box');
	await page.setViewportSize({ width: 1280, height: 900 });
});

test('the list of orders shows, filters and acts', async () => {
	await fault('POST', 'woocommerce/order', { kind: 'status', code: 400 });
	const order = placeOrder('kopi-gayo=1');
	await rowIs(order, 'order', 'failed');
	await heal();
	await page.goto(ordersList());
	const row = page.locator(`#the-list tr`, { hasText: `#${order} ` });
	assert.equal(await row.locator('.wc-accounting-short.is-failed').count(), 1);
	assert.match(await row.locator('.wc-accounting-short.is-failed').innerText(), /Sales order/);
	await screenshot(page, 'orders-list');
	await picture(page.locator('.wrap'), 'orders');

	await page.selectOption('#wc_accounting_kledo_state', 'failed');
	await page.click('#post-query-submit, #order-query-submit');
	await page.waitForURL(/wc_accounting_kledo_state=failed/);
	assert.deepEqual([await page.locator('#the-list tr').count(), await row.count()], [1, 1], 'this order alone');

	// On WordPress 7.1 a click into a row of WooCommerce's list opens the order, and be it on the checkbox.
	await page.check('#cb-select-all-1');
	await page.selectOption('#bulk-action-selector-top', 'wc_accounting_kledo_send_order');
	await page.click('#doaction');
	await page.locator('.notice', { hasText: 'Kledo: 1 was accepted' }).waitFor();
	assert.equal((await documents(order)).length, 1);
	assert.deepEqual(await accessibilityFaults(page, '.column-wc_accounting_kledo_column'), []);

	await page.goto(ordersList());
	await page.check('#cb-select-all-1');
	await page.selectOption('#bulk-action-selector-top', 'wc_accounting_kledo_check');
	await page.click('#doaction');
	await page.locator('.notice', { hasText: /Kledo: 7 are in Kledo/ }).waitFor();
	assert.match(await row.innerText(), new RegExp(`Sales order[^]*in Kledo: WC/SO/${order}`));
});

test('the dashboard shows how deliveries go', async () => {
	await page.goto(`${process.env.SITE_URL}/wp-admin/index.php`);
	const widget = page.locator('#wc_accounting_kledo_dashboard');
	await widget.locator('svg').waitFor();
	assert.match(await widget.innerText(), /Success: 7[^]*Failed: 0/);
	assert.deepEqual(await accessibilityFaults(page, '#wc_accounting_kledo_dashboard'), []);
	await screenshot(page, 'dashboard');
});

test('a box of another service on the same page is asked for under its own name', async () => {
	const order = placeOrder('kopi-gayo=1');
	// What another service would print: its box, and its data beside those of Kledo.
	const other = `
		<div data-service="second">
			<button class="wc-accounting-preview-button" aria-controls="second-preview" aria-expanded="false"
				data-document="order" data-order="${order}" data-nonce="of-the-second">Preview of the second</button>
			<div id="second-preview"></div>
		</div>
		<script>
			window.wcAccounting = Object.assign( window.wcAccounting, { second: {
				...window.wcAccounting.kledo, actions: { preview: 'wc_accounting_second_preview' },
			} } );
		</script>`;
	await page.route(orderScreen(order), async (route) => {
		const response = await route.fetch();
		const html = await response.text();
		const at = html.search(/<script[^>]+id="wc-accounting-admin-js"/);
		await route.fulfill({ response, body: html.slice(0, at) + other + html.slice(at) });
	});
	await page.route('**/admin-ajax.php', async (route) => {
		const fields = new URLSearchParams(route.request().postData() ?? '');
		if (!fields.get('action').endsWith('_preview')) {
			return route.continue();
		}
		const html = `<p>${fields.get('action')} ${fields.get('nonce') === 'of-the-second'}</p>`;
		return route.fulfill({ json: { success: true, data: { html } } });
	});
	await page.goto(orderScreen(order));
	await page.evaluate(() => document.querySelector('[aria-controls="second-preview"]').click());
	await page.locator('#second-preview', { hasText: 'wc_accounting_second_preview true' }).waitFor({ state: 'attached' });
	await section('Invoice').locator('.wc-accounting-preview-button').click();
	await section('Invoice').getByText('wc_accounting_kledo_preview false').waitFor();
	await page.unrouteAll({ behavior: 'wait' });
});

test('nothing was complained about, neither in the browser nor by PHP', async () => {
	assert.deepEqual(shop.faults, []);
	assert.deepEqual(await ownNotices(), []);
});
