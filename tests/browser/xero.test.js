import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
	accessibilityFaults,
	admin,
	eventually,
	inShop,
	logIn,
	openBrowser,
	option,
	orderScreen,
	ownNotices,
	picture,
	placeOrder,
	screenshot,
} from './shop.js';

// A person connects a shop with Xero, says what its taxes and payment methods are there, and sends an order.

const { XERO_URL } = process.env;
const CLIENT_ID = 'SANDBOXCLIENT0000000000000000001';
const CLIENT_SECRET = 'client-sandboxsecret-1';

let shop;
let page;

const xero = async (path, body) => {
	const answer = await fetch(`${XERO_URL}/_sandbox/${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
	assert.ok(answer.ok, `the sandbox refuses ${path}`);
	return answer.json();
};
const tab = (name = '') => admin(`admin.php?page=wc-xero${name && `&tab=${name}`}`);

before(async () => {
	await xero('reset', {});
	// The shop sells in rupiah with 11 % PPN; its books are kept like that.
	const taxes = [
		{ tax_type: 'PPN', name: 'PPN', rate: '11', for_revenue: true, active: true },
		{ tax_type: 'NONE', name: 'No tax', rate: '0', for_revenue: true, active: true },
	];
	await xero('settings', {
		organisation: { name: 'Toko Kopi', base_currency: 'IDR', currencies: ['IDR'], tax_rates: taxes },
		limits: { minute: null, day: null, app_minute: null },
	});
	inShop(
		`require_once ABSPATH . 'wp-admin/includes/plugin.php'; activate_plugin( 'kledo/orders-to-xero.php' );
		update_option( 'wc_xero_api_endpoint', '${XERO_URL}/api.xro/2.0' );`
	);
	shop = await openBrowser();
	page = shop.page;
	await logIn(page);
});

after(() => shop.browser.close());

test('the overview leads to the connection, and nothing was sent before', async () => {
	await page.goto(tab());
	assert.match(await page.locator('.wc-accounting').innerText(), /not connected to Xero yet/);
	assert.deepEqual(await accessibilityFaults(page, '.wc-accounting'), []);
	await screenshot(page, 'xero-overview-new');
	await page.locator('#wc-accounting-first-steps').getByRole('link', { name: 'Connect the shop to Xero' }).click();
	await page.getByRole('heading', { name: 'What is sent, and to whom' }).waitFor();
	assert.equal(await page.locator('#wc-accounting-connect').isDisabled(), true);
	assert.deepEqual((await xero('state')).calls, {});
});

test('a person enters the application, goes to Xero, agrees and comes back connected', async () => {
	await page.goto(tab('connection'));
	await page.fill('#wc-accounting-client-id', CLIENT_ID);
	await page.fill('#wc-accounting-client-secret', CLIENT_SECRET);
	await page.getByRole('button', { name: 'Save', exact: true }).click();
	await page.getByText('Saved. Now connect the shop to Xero.').waitFor();
	assert.equal((await page.content()).includes(CLIENT_SECRET), false);

	await page.click('#wc-accounting-connect');
	await page.getByRole('button', { name: 'Cancel' }).click();
	await page.getByText('You did not let the shop into Xero').waitFor();

	await page.click('#wc-accounting-connect');
	await screenshot(page, 'xero-consent');
	await page.getByRole('button', { name: 'Allow access' }).click();
	await page.getByText('Connected to Xero.').first().waitFor();
	assert.equal(page.url(), tab('connection'), 'the code is not left in the address');
	assert.match(await page.locator('.wc-accounting-facts').first().innerText(), /Toko Kopi[\s\S]*admin[\s\S]*accounting\.invoices/);
	assert.deepEqual(await accessibilityFaults(page, '.wc-accounting'), []);
	await screenshot(page, 'xero-connection');
	await picture(page.locator('.wc-accounting'), 'xero-connection');
});

test('taxes are suggested by their rate, accounts are looked up, and what is saved stays', async () => {
	await page.goto(tab('mapping'));
	const taxes = page.locator('#wc-accounting-tax-rates');
	await taxes.getByText('Suggested because the rate is the same').first().waitFor();
	const named = await taxes.locator('input[name]').evaluateAll((inputs) => inputs.map((input) => input.value.split('|')[0]));
	assert.deepEqual([...new Set(named)].sort(), ['NONE', 'PPN']);
	assert.deepEqual(await accessibilityFaults(page, '.wc-accounting'), []);
	await screenshot(page, 'xero-mapping');
	await picture(page.locator('.wc-accounting'), 'xero-mapping');

	for (const field of ['sales-account', 'shipping-account', 'fee-account']) {
		await page.fill(`#wc-accounting-${field}`, 'Sales');
		await page.locator(`#wc-accounting-${field}-list [role=option]`).first().click();
	}
	const bank = page.locator('#wc-accounting-gateways-bacs');
	await bank.fill('a');
	await page.locator('#wc-accounting-gateways-bacs-list [role=option]').first().click();
	await page.click('#submit');
	await page.getByText('Settings saved.').waitFor();
	// What is sent is an id, and a person reads a name.
	assert.match(option('wc_xero_sales_account'), /^200\|200 Sales/);
	assert.match(await page.locator('#wc-accounting-sales-account').inputValue(), /^200 Sales/);
	assert.match(await page.locator('#wc-accounting-tax-rates-untaxed').inputValue(), /^No tax/);
	assert.match(option('wc_xero_gateways'), /"bacs":"[^|"]+\|/);
	assert.match(await bank.inputValue(), /^[^|]+$/);

	// Saved as it is, it stays; and who comes back to a field sees what else there is.
	const stored = () => [option('wc_xero_sales_account'), option('wc_xero_gateways'), option('wc_xero_tax_rates')];
	const first = stored();
	await page.locator('#wc-accounting-sales-account').click();
	const options = page.locator('#wc-accounting-sales-account-list [role=option]');
	await eventually(async () => (await options.count()) > 1, 'that more than the chosen account is offered');
	await page.keyboard.press('Escape');
	await page.click('#submit');
	await page.getByText('Settings saved.').waitFor();
	assert.deepEqual(stored(), first);
});

test('an order that is paid arrives as an invoice with its payment, and its screen says so', async () => {
	const order = placeOrder('kopi-gayo=2', '--payment=bacs');
	inShop(`wc_get_order( ${order} )->update_status( 'completed' );`);
	await eventually(async () => {
		inShop(`WcAccounting\\Shell::runtime( 'xero' )->worker->run( new WcAccounting\\Delivery\\Run( 10 ) );`);
		return Object.values((await xero('state')).payments).length === 1;
	}, 'the payment');
	const invoice = Object.values((await xero('state')).invoices)[0];
	assert.equal(invoice.Status, 'PAID');
	await page.goto(orderScreen(order));
	const box = page.locator('#wc-accounting-xero-box, [id*="xero"].postbox').first();
	assert.match(await box.innerText(), /Invoice[\s\S]*Success[\s\S]*Payment[\s\S]*Success/);
	await screenshot(page, 'xero-order');
	await page.goto(tab('transactions'));
	assert.match(await page.locator('.wp-list-table').innerText(), /Payment[\s\S]*Invoice/);
	await screenshot(page, 'xero-transactions');
});

test('the box shows the address for the customer to whoever asks for it', async () => {
	const { calls, invoices } = await xero('state');
	assert.equal(calls['GET Invoices/OnlineInvoice'], undefined, 'nobody asked yet');
	const [{ InvoiceID, Reference }] = Object.values(invoices);
	await page.goto(orderScreen(Reference.split('#')[1]));
	const box = page.locator('[id*="xero"].postbox').first();
	const button = box.getByRole('button', { name: 'Show the address for the customer' });
	assert.equal(await button.count(), 1, 'of the invoice, not of its payment');
	await button.click();
	const link = box.locator('.wc-accounting-customer-page a');
	await link.waitFor();
	const address = `https://in.xero.com/${InvoiceID.replaceAll('-', '')}`;
	assert.equal(await link.getAttribute('href'), address);
	assert.match(await link.innerText(), new RegExp(`^${address}`));
	assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
	assert.deepEqual(await accessibilityFaults(page, '[id*="xero"].postbox'), []);
	const { width } = await link.boundingBox();
	assert.ok(width <= (await box.boundingBox()).width, 'it stays in the box');
	await screenshot(page, 'xero-customer-page');
	await button.click();
	await link.waitFor({ state: 'detached' });
	await button.click();
	await link.waitFor();
	assert.equal((await xero('state')).calls['GET Invoices/OnlineInvoice'], 1, 'the second time costs no call');
});

test('disconnecting asks first, and Xero hears of it', async () => {
	await page.goto(tab('connection'));
	page.once('dialog', (dialog) => dialog.accept());
	await page.getByRole('button', { name: 'Disconnect' }).click();
	await page.getByText('The shop is not connected to Xero any more').waitFor();
	assert.deepEqual(Object.values((await xero('state')).connections), []);
});

test('no page has complained', async () => {
	assert.deepEqual(shop.faults, []);
	assert.deepEqual(await ownNotices(), []);
});
