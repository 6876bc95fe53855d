// The closing page (13.4): a month of the shop beside the same month of the books, and the way from each difference to its mend.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import {
	accessibilityFaults,
	heal,
	inShop,
	logIn,
	minutesPass,
	openBrowser,
	ownNotices,
	picture,
	placeOrder,
	rowIs,
	sandbox,
	screenshot,
	settingsPage,
} from './shop.js';

let shop;
let page;
let missing;

before(async () => {
	await sandbox('settings', { queue_delay_ms: 0, tax: { mode: 'exclusive', percent: '11', shipping: true, decimals: 2 } });
	await heal();
	const arrived = placeOrder('kopi-gayo=2');
	await rowIs(arrived, 'order', 'accepted');
	minutesPass(3);
	await rowIs(arrived, 'order', 'confirmed');
	// Its status change was lost in a crash.
	missing = Number(
		inShop(`
			update_option( 'wc_kledo_enable_api_connection', 'no' );
			$order = wc_create_order();
			$order->add_product( wc_get_product( wc_get_product_id_by_sku( 'kopi-gayo' ) ), 1 );
			$order->set_address( array( 'first_name' => 'Siti', 'last_name' => 'Rahayu', 'email' => 'siti@example.test' ) );
			$order->calculate_totals();
			$order->update_status( 'processing' );
			update_option( 'wc_kledo_enable_api_connection', 'yes' );
			echo $order->get_id();
		`),
	);
	shop = await openBrowser({ acceptDownloads: true });
	page = shop.page;
	await logIn(page);
});

after(async () => {
	await heal();
	await shop?.browser.close();
});

test('the month shows what should be there, what is, and what is missing', async () => {
	await page.goto(settingsPage('transactions'));
	await page.getByRole('link', { name: 'Month', exact: true }).click();
	await page.locator('select[name=month]').waitFor();
	await page.selectOption('select[name=month]', { index: 0 });
	await page.getByRole('button', { name: 'Show', exact: true }).click();
	await page.getByText('1 difference between shop and books.').waitFor();
	const sums = await page.locator('.wc-accounting-sums tbody tr').first().locator('td').allTextContents();
	assert.deepEqual(sums.slice(0, 2), ['2', '1'], 'two sales orders should be there, one is');
	const line = page.locator('.wc-accounting-gaps tbody tr');
	assert.equal(await line.count(), 1);
	assert.match(await line.textContent(), new RegExp(`#${missing}`));
	assert.deepEqual(await accessibilityFaults(page, '.wc-accounting'), []);
	await screenshot(page, 'month');
	await picture(page.locator('.wc-accounting'), 'month');
});

test('the list of the service is compared when somebody asks for it', async () => {
	await page.getByRole('button', { name: 'Compare with the list of Kledo' }).click();
	await page.getByText('The list of Kledo was read and compared.').waitFor();
	assert.match(await page.locator('.wc-accounting-month-actions').textContent(), /Sales order: 1/);
});

test('the export has a line for each difference', async () => {
	const [download] = await Promise.all([
		page.waitForEvent('download'),
		page.getByRole('button', { name: 'Export as CSV' }).click(),
	]);
	assert.match(download.suggestedFilename(), /^kledo-\d{4}-\d{2}\.csv$/);
	const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n');
	assert.equal(lines.length, 2, 'the names of the columns and one difference');
	assert.match(lines[1], new RegExp(`\\b${missing}\\b`));
});

test('the way to the mend: the order, where it is sent by hand', async () => {
	await page.locator('.wc-accounting-gaps tbody a').first().click();
	await page.locator('#woocommerce-order-data').waitFor();
	assert.match(page.url(), new RegExp(`(id|post)=${missing}`));
});

test('nothing was complained about, neither in the browser nor by PHP', async () => {
	assert.deepEqual(shop.faults, []);
	assert.deepEqual(await ownNotices(), []);
});
