import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
	accessibilityFaults,
	fault,
	heal,
	inShop,
	logIn,
	openBrowser,
	ownNotices,
	picture,
	placeOrder,
	rowIs,
	sandbox,
	screenshot,
	settingsPage,
} from './shop.js';

const HOSTILE =
	'Gudang <script>window.hacked = 1</script> <a href="http://evil.example/">klik</a> <img src=x onerror="window.hacked = 2"> ' +
	'\u202Etxet\u202C tidak ditemukan. ' +
	'Panjang sekali. '.repeat(40);

let shop;
let page;
let arrived;
let failed;
let hostile;
let doubtful;

/** Nothing becomes due by itself, however slow this machine is. */
const postpone = (order) =>
	inShop(`
		global $wpdb;
		$wpdb->query(
			"UPDATE {$wpdb->prefix}wc_accounting_deliveries SET next_attempt_at = next_attempt_at + INTERVAL 1 HOUR WHERE order_id = ${order}"
		);
	`);

before(async () => {
	await sandbox('settings', { queue_delay_ms: 0 });
	await heal();
	arrived = placeOrder('kopi-gayo=1');
	await rowIs(arrived, 'order', 'accepted');
	await fault('POST', 'woocommerce/order', { kind: 'status', code: 400, body: { success: false, message: 'Gudang tidak ditemukan' } });
	failed = placeOrder('kopi-gayo=2');
	await rowIs(failed, 'order', 'failed');
	await fault('POST', 'woocommerce/order', { kind: 'created_answer_lost' });
	doubtful = placeOrder('kopi-gayo=3');
	await rowIs(doubtful, 'order', 'unconfirmed');
	await heal();
	[arrived, failed, doubtful].forEach(postpone);
	shop = await openBrowser();
	page = shop.page;
	await logIn(page);
	await page.goto(settingsPage('transactions'));
	await picture(page.locator('.wc-accounting'), 'transactions');

	await fault('POST', 'woocommerce/order', { kind: 'status', code: 400, body: { success: false, message: HOSTILE } });
	hostile = placeOrder('BATIK-L');
	await rowIs(hostile, 'order', 'failed');
	await heal();
	postpone(hostile);
	// The oldest order has the newest delivery, so that the two cannot be taken for each other.
	inShop(`
		global $wpdb;
		$wpdb->query( "UPDATE {$wpdb->prefix}wc_accounting_deliveries SET id = id + 100 WHERE order_id = ${arrived}" );
	`);
});

after(async () => {
	await heal();
	await shop?.browser.close();
});

const row = (order) => page.locator('#the-list tr', { hasText: `#${order} ` });
const done = () =>
	page.locator('#wc-accounting-progress').locator('.notice-success, .notice-warning, .notice-error').waitFor();

test('the list shows what arrived, what is in doubt and what failed, with words', async () => {
	await page.goto(settingsPage('transactions'));
	assert.match(await row(arrived).innerText(), /Sales order[\s\S]*Success[\s\S]*waiting for Kledo/);
	assert.match(await row(doubtful).innerText(), /Retrying[\s\S]*asking Kledo whether it arrived/);
	assert.match(await row(failed).innerText(), /Failed[\s\S]*Gudang tidak ditemukan/);
	assert.match(await page.locator('.subsubsub').innerText(), /All \(4\)[\s\S]*Success \(1\)[\s\S]*Failed \(2\)[\s\S]*Retrying \(1\)/);
	assert.match(await page.locator('#toplevel_page_woocommerce .current').first().innerText(), /Kledo\s*2/);
	await screenshot(page, 'transactions');
	assert.deepEqual(await accessibilityFaults(page, '.wc-accounting'), []);
});

test('what an API says is inert, and readable by hover and keyboard', async () => {
	await page.goto(settingsPage('transactions'));
	const error = row(hostile).locator('.wc-accounting-details');
	assert.match(await error.locator('summary').getAttribute('title'), /<script>[\s\S]*tidak ditemukan/);
	await error.locator('summary').focus();
	await page.keyboard.press('Enter');
	const text = await error.innerText();
	assert.match(text, /<script>window\.hacked = 1<\/script> <a href="http:\/\/evil\.example\/">klik<\/a>[\s\S]*Panjang sekali/);
	assert.equal(/[\u202A-\u202E]/.test(text), false);
	assert.equal(await row(hostile).locator('.wc-accounting-details a, .wc-accounting-details img').count(), 0);
	assert.equal(await page.evaluate(() => window.hacked), undefined);
	await screenshot(page, 'transactions-hostile');
});

test('filters narrow the list, survive an action, and an empty list explains itself', async () => {
	await page.goto(settingsPage('transactions'));
	await page.fill('input[name="failure"]', 'Gudang');
	await page.selectOption('select[name="type"]', 'order');
	await page.click('.wc-accounting-filters button[type="submit"]');
	await page.waitForURL(/failure=Gudang/);
	assert.equal(await page.locator('#the-list tr').count(), 2);

	await row(hostile).locator('button[data-do="check"]').click();
	await done();
	assert.match(page.url(), /failure=Gudang/);
	assert.equal(await page.locator('input[name="failure"]').inputValue(), 'Gudang');

	await page.goto(settingsPage('transactions', `number=${arrived}`));
	assert.equal(await page.locator('#the-list tr').count(), 1);
	const today = inShop(`echo wp_date( 'Y-m-d' );`);
	await page.goto(settingsPage('transactions', `day=${today}&attempts=1&orderby=order&order=asc`));
	assert.equal(await page.locator('#the-list tr').count(), 4);
	await page.goto(settingsPage('transactions', 'attempts=19'));
	await page.getByText('No delivery fits the filter.').waitFor();
	await page.goto(settingsPage('transactions', 'orderby=(select+1)&order=x&day=2026-99-99&view=nonsense&type[]=a'));
	assert.equal(await page.locator('#the-list tr').count(), 4);
});

test('a click on a heading sorts, another turns the order around, and the filter stays', async () => {
	await page.goto(settingsPage('transactions', 'type=order'));
	const orders = async () => (await page.locator('#the-list .row-title').allInnerTexts()).map((title) => Number(title.slice(1)));
	assert.deepEqual(await orders(), [arrived, hostile, doubtful, failed], 'the newest delivery first');
	await page.click('thead #order a');
	await page.waitForURL(/orderby=order/);
	const newest = [hostile, doubtful, failed, arrived];
	assert.deepEqual(await orders(), newest);
	await page.click('thead #order a');
	await page.waitForURL((url) => url.searchParams.get('order') === 'asc' && url.searchParams.get('type') === 'order');
	assert.deepEqual(await orders(), newest.toReversed());
	await page.click('thead #created a');
	await page.waitForURL((url) => url.searchParams.get('orderby') === 'created' && url.searchParams.get('type') === 'order');
	assert.deepEqual(await orders(), [arrived, hostile, doubtful, failed]);
});

test('a failed delivery is retried in its row and arrives', async () => {
	await page.goto(settingsPage('transactions', 'view=failed'));
	await row(failed).locator('button[data-do="retry"]').click();
	await done();

	assert.match(await page.locator('#wc-accounting-progress').innerText(), /1 was accepted/);
	assert.match(await row(failed).innerText(), /Success[\s\S]*waiting for Kledo/);
	assert.equal((await sandbox('state')).documents.filter((document) => document.order_id === String(failed)).length, 1);
	assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'BODY');
	await page.locator('.subsubsub', { hasText: 'Failed (1)' }).waitFor();
	await screenshot(page, 'transactions-retried');
});

test('in bulk, progress is shown and each outcome is counted; what is there is skipped and said so', async () => {
	await page.goto(settingsPage('transactions'));
	await page.check('#cb-select-all-1');
	await page.selectOption('#bulk-action-selector-top', 'check');
	await page.click('#doaction');
	await done();
	assert.match(await page.locator('#wc-accounting-progress').innerText(), /3 are in Kledo/);
	assert.match(await row(doubtful).innerText(), new RegExp(`in Kledo: WC/SO/${doubtful}`));

	const sent = (await sandbox('state')).requests_total;
	await page.check(`#the-list tr:has-text("#${arrived} ") input[type="checkbox"]`);
	await page.check(`#the-list tr:has-text("#${hostile} ") input[type="checkbox"]`);
	await page.selectOption('#bulk-action-selector-top', 'retry');
	await page.click('#doaction');
	await page.locator('#wc-accounting-progress', { hasText: 'skipped' }).waitFor();
	assert.match(await page.locator('#wc-accounting-progress').innerText(), /1 was accepted[\s\S]*1 skipped: it is there already/);
	assert.equal((await sandbox('state')).requests_total, sent + 1);
	await screenshot(page, 'transactions-bulk');
});

test('all that failed is retried with one button', async () => {
	await fault('POST', 'woocommerce/order', { kind: 'status', code: 400 });
	const orders = [placeOrder('kopi-gayo=1'), placeOrder('kopi-gayo=1')];
	await rowIs(orders[0], 'order', 'failed');
	await rowIs(orders[1], 'order', 'failed');
	await heal();
	await page.goto(settingsPage('transactions', 'view=failed'));
	await page.click('#wc-accounting-retry-failed');
	await page.locator('#wc-accounting-progress', { hasText: '2 were accepted' }).waitFor();
	await page.goto(settingsPage('transactions', 'view=failed'));
	await page.getByText('Nothing failed.').waitFor();
	assert.equal(await page.locator('#wc-accounting-retry-failed').count(), 0);
});

// 10.13
test('what is held is left alone by the button for all, and goes by the button of its row', async () => {
	const held = Number(
		inShop(`
			update_option( 'wc_kledo_hold_differences', 'yes' );
			$order = wc_create_order();
			$order->add_product( wc_get_product( wc_get_product_id_by_sku( 'BATIK-L' ) ), 1 );
			$order->calculate_totals();
			$order->set_total( '1000' );
			$order->save();
			$order->update_status( 'processing' );
			echo $order->get_id();
		`)
	);
	await rowIs(held, 'order', 'failed');
	await page.goto(settingsPage('transactions', 'view=failed'));
	await page.click('#wc-accounting-retry-failed');
	await page.locator('#wc-accounting-progress .notice-warning', { hasText: '1 left: it is held' }).waitFor();
	assert.match(await row(held).innerText(), /Failed/);

	await row(held).locator('button[data-do="retry"]').click();
	await page.locator('#wc-accounting-progress', { hasText: '1 was accepted' }).waitFor();
	inShop("update_option( 'wc_kledo_hold_differences', 'no' );");
});

test('orders that were missed are found with a button', async () => {
	const missed = placeOrder('kopi-gayo=1');
	await rowIs(missed, 'order', 'accepted', 'confirmed');
	// As if the server had lost its power before the hook of the order's status ran.
	await sandbox('reset', {});
	inShop(`
		global $wpdb;
		$order = wc_get_order( ${missed} );
		$order->delete_meta_data( '_wc_kledo_order_synced' );
		$order->save();
		$wpdb->query( "DELETE FROM {$wpdb->prefix}wc_accounting_deliveries WHERE order_id = ${missed}" );
	`);
	await page.goto(settingsPage('transactions'));
	assert.equal(await row(missed).count(), 0);

	await page.click('#wc-accounting-sweep');
	await page.locator('#wc-accounting-progress', { hasText: '1 missing document was found and is on its way.' }).waitFor();
	await row(missed).waitFor();
	await rowIs(missed, 'order', 'accepted', 'confirmed');
	assert.equal((await sandbox('state')).documents.filter((document) => document.order_id === String(missed)).length, 1);
	await screenshot(page, 'transactions-missed');

	await page.click('#wc-accounting-sweep');
	await page.getByText('No recent order was missed.').waitFor();
});

test('columns and rows per page are up to the person', async () => {
	await page.goto(settingsPage('transactions'));
	await page.click('#show-settings-link');
	await page.locator('#attempts-hide').waitFor();
	await page.fill('#wc_accounting_kledo_transactions_per_page', '2');
	// What is hidden is stored at once, in the background.
	await Promise.all([
		page.waitForResponse((response) => (response.request().postData() ?? '').includes('hidden-columns')),
		page.uncheck('#attempts-hide'),
	]);
	await page.click('#screen-options-apply');
	await page.locator('.tablenav.top .next-page').waitFor();
	assert.equal(await page.locator('#the-list tr').count(), 2);
	assert.equal(await page.locator('#the-list .column-attempts').first().isVisible(), false);
	await page.click('.tablenav.top .next-page');
	await page.waitForURL(/paged=2/);
	inShop(
		`delete_user_meta( 1, 'wc_accounting_kledo_transactions_per_page' ); delete_user_meta( 1, 'managewoocommerce_page_wc-kledocolumnshidden' );`,
	);
});

test('nothing was complained about, neither in the browser nor by PHP', async () => {
	assert.deepEqual(shop.faults, []);
	assert.deepEqual(await ownNotices(), []);
});
