// What an owner can do in a browser without JavaScript (10.26).

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
	fault,
	heal,
	inShop,
	logIn,
	openBrowser,
	orderScreen,
	ownNotices,
	placeOrder,
	rowIs,
	sandbox,
	screenshot,
	settingsPage,
} from './shop.js';

let shop;
let page;
let box;

before(async () => {
	await sandbox('settings', { queue_delay_ms: 0 });
	await heal();
	shop = await openBrowser({ javaScriptEnabled: false });
	page = shop.page;
	box = page.locator('#wc-accounting-kledo-box');
	page.setDefaultTimeout(30_000);
	await logIn(page);
});

after(async () => {
	await heal();
	await shop?.browser.close();
});

const documents = async (order) => (await sandbox('state')).documents.filter((document) => document.order_id === String(order));
const row = (order) => page.locator('#the-list tr', { hasText: `#${order} ` });
const said = (text) => page.locator('.notice', { hasText: text }).waitFor();

async function failedOrder() {
	await fault('POST', 'woocommerce/order', { kind: 'status', code: 400 });
	const order = placeOrder('kopi-gayo=1');
	await rowIs(order, 'order', 'failed');
	await heal();
	return order;
}

test('the connection is tested with what is in the form, and nothing is saved', async () => {
	await page.goto(settingsPage());
	await page.fill('#wc-accounting-key', 'kledo_pat_wrong0_sandboxkey456789');
	await page.getByRole('button', { name: 'Test connection' }).click();
	const result = page.locator('#wc-accounting-test-result');
	await result.getByText('Kledo refused the API key').waitFor();
	await result.getByText('This was only a test: nothing was saved.').waitFor();
	assert.equal(inShop(`echo get_option( 'wc_kledo_api_key' );`), process.env.SANDBOX_KEY);

	await page.waitForLoadState();
	await page.getByRole('button', { name: 'Test connection' }).click();
	await result.getByText('Connected to Kledo').waitFor();
	assert.equal(await page.getByText('Nothing was saved. Please correct').count(), 0);

	// Until its styles are there, the page also shows the button that is for scripts.
	await page.waitForLoadState();
	await page.fill('#wc-accounting-endpoint', 'https://evil.example/api/v1');
	await page.getByRole('button', { name: 'Test connection' }).click();
	assert.equal(await page.locator('#wc-accounting-endpoint').inputValue(), 'https://evil.example/api/v1');
	assert.equal(await result.getByText('Connected to Kledo').count(), 0);
	await screenshot(page, 'no-script-configure');
});

test('a field whose suggestions need a script says so, and takes what is typed', async () => {
	await page.goto(settingsPage('invoice'));
	// What is in a noscript is no text to Playwright, although it is seen.
	const hint = page.locator('.wc-accounting-lookup p').first();
	assert.equal(await hint.isVisible(), true);
	assert.match(await hint.innerText(), /Suggestions need JavaScript/);
	await page.fill('#wc-accounting-invoice-payment-account', '1-10001 | Kas');
	await page.click('#submit');
	await said('Settings saved');
	assert.equal(await page.locator('#wc-accounting-invoice-payment-account').inputValue(), '1-10001 | Kas');
});

test('a delivery is retried in its row, and the filter stays', async () => {
	const order = await failedOrder();
	await page.goto(settingsPage('transactions', `number=${order}`));
	await row(order).getByRole('button', { name: 'Retry now' }).click();
	await said('Kledo: 1 was accepted');
	assert.match(await row(order).innerText(), /Success/);
	assert.match(page.url(), new RegExp(`number=${order}`));
	assert.equal((await documents(order)).length, 1);
	await screenshot(page, 'no-script-transactions');
});

test('rows are retried in bulk, all that failed at once, and what was missed is found', async () => {
	const orders = [await failedOrder(), await failedOrder(), await failedOrder()];
	await page.goto(settingsPage('transactions'));
	await page.selectOption('#bulk-action-selector-top', 'retry');
	await page.click('#doaction');
	await said('Select at least one row first.');

	await row(orders[0]).locator('input[type="checkbox"]').check();
	await page.selectOption('#bulk-action-selector-top', 'retry');
	await page.click('#doaction');
	await said('Kledo: 1 was accepted');
	assert.equal((await documents(orders[0])).length, 1);
	assert.equal((await documents(orders[1])).length, 0);

	await page.click('#wc-accounting-retry-failed');
	await said('Kledo: 2 were accepted');
	assert.equal((await documents(orders[2])).length, 1);

	await page.click('#wc-accounting-sweep');
	await said('No recent order was missed.');
});

test('filters still only ask', async () => {
	await page.goto(settingsPage('transactions'));
	await page.fill('input[name="failure"]', 'nothing has this');
	await page.press('input[name="failure"]', 'Enter');
	await page.getByText('No delivery fits the filter.').waitFor();
	assert.match(page.url(), /failure=nothing/);
});

test('the chart is there, and the report can be copied by hand', async () => {
	await page.goto(settingsPage('transactions'));
	assert.ok((await page.locator('.wc-accounting-overview svg rect').count()) > 0);
	await page.goto(settingsPage('support'));
	assert.match(await page.locator('.wc-accounting').innerText(), /Select the text and copy it/);
	assert.equal(await page.locator('#wc-accounting-copy').isVisible(), false);
});

test('the box sends, asks and previews', async () => {
	const order = await failedOrder();
	await page.goto(orderScreen(order));
	await box.getByRole('button', { name: 'Preview' }).first().click();
	await page.locator('.wc-accounting-preview', { hasText: 'ref_number_prefix' }).waitFor();
	await screenshot(page, 'no-script-preview');

	await page.goto(orderScreen(order));
	await box.getByRole('button', { name: 'Sales order: Send now' }).click();
	await said('has accepted it');
	await box.getByRole('button', { name: 'Sales order: Check now' }).click();
	await said('it is in Kledo');
	assert.equal((await documents(order)).length, 1);

	await box.getByText('Send again…').click();
	await box.getByLabel('I know that it may be there twice').check();
	await box.getByRole('button', { name: 'Sales order: Send again' }).click();
	await said('has accepted it');
	assert.equal((await documents(order)).length, 2);
});

test('sending again from the list of actions asks on the next page, and only the answer sends', async () => {
	const order = placeOrder('kopi-gayo=1');
	await rowIs(order, 'order', 'accepted', 'confirmed');
	await page.goto(orderScreen(order));
	await box.getByRole('button', { name: 'Sales order: Check now' }).click();
	await said('it is in Kledo');

	await page.selectOption('select[name="wc_order_action"]', 'wc_accounting_kledo_resend_order');
	await page.click('button.wc-reload');
	await said('Sending it again makes a second one');
	await screenshot(page, 'no-script-resend');
	assert.equal((await documents(order)).length, 1);
	await page.goto(orderScreen(order));
	assert.equal(await page.locator('#wc-accounting-kledo-resend-question').count(), 0, 'who goes on has said no');

	await page.selectOption('select[name="wc_order_action"]', 'wc_accounting_kledo_resend_order');
	await page.click('button.wc-reload');
	await page.locator('#wc-accounting-kledo-resend-question').getByRole('button', { name: 'Send again' }).click();
	await said('has accepted it');
	assert.equal((await documents(order)).length, 2);
});

test('nothing was complained about, neither in the browser nor by PHP', async () => {
	// Scripts that are not loaded are what this is about.
	assert.deepEqual(
		shop.faults.filter((complaint) => !/\.js\?.*: csp$/.test(complaint)),
		[],
	);
	assert.deepEqual(await ownNotices(), []);
});
