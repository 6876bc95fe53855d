// Bringing over old orders (13.2): counted first, then sent while somebody looks, paused and resumed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
	accessibilityFaults,
	eventually,
	heal,
	inShop,
	logIn,
	openBrowser,
	picture,
	ownNotices,
	sandbox,
	screenshot,
	settingsPage,
} from './shop.js';

const ORDERS = 14;

let shop;
let page;

before(async () => {
	await sandbox('settings', { queue_delay_ms: 0 });
	await heal();
	// Their status changes were seen by no hook of ours.
	// The plugin has been there for longer than the orders: of older ones another program may have sent some a moment ago.
	inShop(`
		$installed = WcAccounting\\Connector\\Name::of( 'kledo', WcAccounting\\Connector\\Installation::AT_OPTION );
		update_option( $installed, strtotime( '2026-01-01' ) );
		update_option( 'wc_kledo_enable_api_connection', 'no' );
		foreach ( range( 1, ${ORDERS} ) as $minute ) {
			$order = wc_create_order();
			$order->add_product( wc_get_product( wc_get_product_id_by_sku( 'kopi-gayo' ) ), 2 );
			$order->set_address( array( 'first_name' => 'Siti', 'last_name' => 'Rahayu', 'email' => 'siti@example.test' ) );
			$order->calculate_totals();
			$order->set_status( 'processing' );
			$order->set_date_created( strtotime( '2026-03-10 10:00 +0700' ) + 60 * $minute );
			$order->save();
		}
		update_option( 'wc_kledo_enable_api_connection', 'yes' );
	`);
	shop = await openBrowser();
	page = shop.page;
	await logIn(page);
});

after(async () => {
	await heal();
	await shop?.browser.close();
});

const orders = async () => (await sandbox('state')).documents.filter(({ kind }) => kind === 'order');
const standing = () => page.locator('#wc-accounting-backfill [role=status]').textContent();

test('the orders of a period are counted, and nothing is sent', async () => {
	await page.goto(settingsPage('transactions'));
	await page.click('text=Bring over old orders');
	await page.locator('input[name=from]').waitFor();
	assert.deepEqual(await accessibilityFaults(page, '.wc-accounting'), []);
	await screenshot(page, 'backfill-plan');
	await page.fill('input[name=from]', '2026-03-01');
	await page.fill('input[name=to]', '2026-03-31');
	await page.click('button[value=count]');
	await page.locator('button[value=running]').waitFor();
	assert.match(await standing(), /The orders are counted\. Nothing was sent yet\./);
	assert.equal(await page.locator('button[value=running]').textContent(), `Bring over ${ORDERS} documents`);
	const said = await page.locator('#wc-accounting-backfill').textContent();
	assert.match(said, /14 orders were looked at\. Those of which something is sent come to Rp/);
	assert.match(said, /It takes about 2 minutes/);
	assert.deepEqual(await accessibilityFaults(page, '.wc-accounting'), []);
	await screenshot(page, 'backfill-counted');
	await picture(page.locator('.wc-accounting'), 'old-orders');
	assert.equal((await orders()).length, 0);
});

/** The minute that is counted began then: on a slow machine one may be over while the page is looked at. */
const minuteBegan = (at) =>
	inShop(`
		global $wpdb;
		$tempo = wp_json_encode( array( 'per_minute' => 10, 'began' => ${at}, 'fed' => ${at > 1 ? 0 : 10} ) );
		$wpdb->query( "UPDATE {$wpdb->prefix}wc_accounting_backfills SET tempo = '$tempo'" );
	`);

test('ten of them leave in the first minute, the page shows how far it is, and it can be paused', async () => {
	minuteBegan(Math.floor(Date.now() / 1000) + 3600);
	await page.click('button[value=running]');
	await page.locator('button[value=paused]').waitFor();
	await eventually(async () => (await orders()).length === 10, 'ten documents');
	await page.locator('text=10 of 14').waitFor();
	await screenshot(page, 'backfill-running');
	await page.click('button[value=paused]');
	await page.locator('button[value=running]').waitFor();
	assert.match(await standing(), /Paused: 10 of 14 orders are done\./);
});

test('resumed in the next minute it ends, and each order is there once', async () => {
	minuteBegan(1);
	await page.click('button[value=running]');
	// The page comes anew when it is over, with the form for another one.
	await page.locator('button[value=count]').waitFor();
	assert.match(await standing(), /Done: 14 orders were brought over or were there already\./);
	await screenshot(page, 'backfill-done');
	const there = (await orders()).map(({ order_id: id }) => id);
	assert.equal(there.length, ORDERS);
	assert.equal(new Set(there).size, ORDERS);
});

test('PHP had nothing to complain about', async () => {
	assert.deepEqual(await ownNotices(), []);
	assert.deepEqual(shop.faults, []);
});
