import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
	accessibilityFaults,
	eventually,
	fault,
	heal,
	inShop,
	logIn,
	openBrowser,
	option,
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

before(async () => {
	shop = await openBrowser();
	page = shop.page;
	await logIn(page);
});

beforeEach(heal);

after(async () => {
	await heal();
	await shop.browser.close();
});


test('the connection test says who is connected, without reloading and without the key', async () => {
	await page.goto(settingsPage());
	const result = page.locator('#wc-accounting-test-result');
	await page.evaluate(() => (window.stillThere = true));

	await page.click('#wc-accounting-test');
	await result.locator('.notice-success').waitFor();

	assert.match(await result.innerText(), /Connected to Kledo[\s\S]*Connected as\s+WooCommerce[\s\S]*Key expires/);
	assert.equal(await page.evaluate(() => window.stillThere), true);
	assert.match(await page.locator('#wc-accounting-key-hint').innerText(), /^kledo_pat_[a-z0-9]+_••••\w{4}$/);
	assert.equal((await page.content()).includes(process.env.SANDBOX_KEY), false);
	await screenshot(page, 'settings-configure');
});

test('a key that Kledo refuses is not stored, and the message stands at the field', async () => {
	await page.goto(settingsPage());
	await page.fill('#wc-accounting-key', 'kledo_pat_wrong0_sandboxkey456789');
	await page.click('#submit');

	assert.match(await page.locator('#wc-accounting-key-error').innerText(), /Kledo refused the API key/);
	assert.equal(await page.locator('#wc-accounting-key').inputValue(), '');
	assert.equal(option('wc_kledo_api_key'), process.env.SANDBOX_KEY);
	await screenshot(page, 'settings-wrong-key');
});

test('a new key that passes the test is stored and lets go what waits', async () => {
	const key = 'kledo_pat_demo00_sandboxkey9876543210';
	inShop(`WcAccounting\\Shell::runtime( 'kledo' )->queue->answered( array( 'class' => 'unauthorized' ) );`);
	await sandbox('key', { key });
	await page.goto(settingsPage());
	assert.match(await page.locator('.notice-error').first().innerText(), /refused the API key/);

	await page.fill('#wc-accounting-key', key);
	await page.click('#submit');

	await page.locator('.notice-success', { hasText: 'Settings saved' }).waitFor();
	assert.equal(option('wc_kledo_api_key'), key);
	assert.equal(inShop('echo json_encode( WcAccounting\\Shell::runtime( "kledo" )->queue->hold() );'), 'null');
	assert.match(await page.locator('#wc-accounting-test-result').innerText(), /Connected to Kledo/);

	await sandbox('key', { key: process.env.SANDBOX_KEY });
	await page.fill('#wc-accounting-key', process.env.SANDBOX_KEY);
	await page.click('#submit');
	assert.equal(option('wc_kledo_api_key'), process.env.SANDBOX_KEY);
});

test('an endpoint that is not allowed is refused at the field and kept for correction', async () => {
	await page.goto(settingsPage());
	await page.fill('#wc-accounting-endpoint', 'https://evil.example/api/v1');
	await page.click('#submit');

	assert.match(await page.locator('#wc-accounting-endpoint-error').innerText(), /not an API endpoint of Kledo/);
	assert.equal(await page.locator('#wc-accounting-endpoint').inputValue(), 'https://evil.example/api/v1');
	assert.equal(option('wc_kledo_api_endpoint'), process.env.SANDBOX_API);
});

test('the account is searched in Kledo while typing, and by keyboard', async () => {
	await page.goto(settingsPage('invoice'));
	await page.selectOption('#wc-accounting-invoice-status', 'paid');
	await page.click('#submit');
	assert.match(await page.locator('#wc-accounting-invoice-payment-account-error').innerText(), /Choose the account/);

	// Typed so slowly that each letter is searched for: what the first letters find must not be taken for the last answer.
	const answered = page.waitForResponse((response) => (response.request().postData() || '').endsWith('search=Mandiri'));
	await page.locator('#wc-accounting-invoice-payment-account').pressSequentially('Mandiri', { delay: 300 });
	await answered;
	const options = page.locator('#wc-accounting-invoice-payment-account-list [role="option"]');
	await options.filter({ hasText: 'Rekening Bank Mandiri' }).waitFor();
	await eventually(async () => (await options.count()) === 1, 'that only the account that was typed is offered');
	await screenshot(page, 'settings-invoice-account');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await page.fill('#wc-accounting-tags', 'Online,  Toko ,Online');
	await page.click('#submit');

	await page.locator('.notice-success', { hasText: 'Settings saved' }).waitFor();
	assert.equal(option('wc_kledo_invoice_payment_account'), '1-10003 | Rekening Bank Mandiri');
	assert.equal(option('wc_kledo_invoice_status'), 'paid');
	assert.equal(option('wc_kledo_tags'), 'Online,Toko');
	inShop(`update_option( 'wc_kledo_invoice_status', 'unpaid' );`);
});

test('an answer that comes late leaves the account marked that the user went to', async () => {
	let release = () => {};
	const held = new Promise((done) => (release = done));
	await page.goto(settingsPage('invoice'));
	await page.route('**/admin-ajax.php', async (route) => {
		if ((route.request().postData() || '').includes('search=Mandiri')) {
			await held;
		}
		await route.continue();
	});
	const account = page.locator('#wc-accounting-invoice-payment-account');
	const marked = page.locator('#wc-accounting-invoice-payment-account-list [aria-selected="true"]');

	await account.fill('Mandir');
	await page.locator('#wc-accounting-invoice-payment-account-list [role="option"]').waitFor();
	const second = page.waitForRequest((request) => (request.postData() || '').includes('search=Mandiri'));
	await account.press('i');
	await second;
	await account.press('ArrowDown');
	assert.equal(await marked.count(), 1);
	const answered = page.waitForResponse((response) => (response.request().postData() || '').includes('search=Mandiri'));
	release();
	await answered;
	await page.waitForTimeout(100);
	assert.match(await marked.innerText(), /Mandiri/, 'the late answer took the mark away');
	await account.press('Enter');
	assert.equal(await account.inputValue(), '1-10003 | Rekening Bank Mandiri');
	await page.unroute('**/admin-ajax.php');
});

test('what was typed before the script had come is searched for', async () => {
	let release = () => {};
	const held = new Promise((done) => (release = done));
	await page.route('**/assets/admin.js*', async (route) => {
		await held;
		await route.continue();
	});
	await page.goto(settingsPage('invoice'), { waitUntil: 'commit' });
	const account = page.locator('#wc-accounting-invoice-payment-account');
	await account.fill('');
	await account.pressSequentially('Mandiri');
	release();
	await page.locator('#wc-accounting-invoice-payment-account-list [role="option"]', { hasText: 'Rekening Bank Mandiri' }).waitFor();
	await page.unroute('**/assets/admin.js*');
});

test('the settings of sales orders are saved', async () => {
	await page.goto(settingsPage('order'));
	await page.fill('#wc-accounting-order-prefix', 'TOKO/');
	await page.uncheck('#wc-accounting-enable-order');
	await page.click('#submit');
	await page.locator('.notice-success', { hasText: 'Settings saved' }).waitFor();
	assert.equal(await page.locator('#wc-accounting-order-prefix').inputValue(), 'TOKO/');
	assert.equal(await page.locator('#wc-accounting-enable-order').isChecked(), false);
	assert.deepEqual([option('wc_kledo_order_prefix'), option('wc_kledo_enable_order')], ['TOKO/', 'no']);
	inShop(`delete_option( 'wc_kledo_order_prefix' ); delete_option( 'wc_kledo_enable_order' );`);
});

test('a new shop is led to its first document, and the steps go when they are done', async () => {
	inShop(`
		update_option( 'wc_accounting_kledo_first_steps', 'new', true );
		foreach ( array( 'enable_order', 'enable_invoice' ) as $toggle ) {
			delete_option( "wc_kledo_$toggle" );
		}
	`);
	const order = placeOrder('TEH-MELATI=2');
	await page.goto(`${process.env.SITE_URL}/wp-admin/index.php`);
	await page.getByRole('link', { name: 'Show me the steps' }).click();
	const steps = page.locator('#wc-accounting-first-steps');
	await steps.locator('.is-done', { hasText: 'Enter the API key of Kledo' }).waitFor();
	await picture(steps, 'first-steps');
	await steps.locator('details summary', { hasText: 'Sales order' }).click();
	await steps.getByText('Sales order WC/SO/').waitFor();
	await screenshot(page, 'settings-first-steps');

	await steps.getByRole('link', { name: 'Choose documents, prefixes and the account' }).click();
	await page.click('#submit');
	await page.goto(settingsPage());
	await steps.getByRole('link', { name: 'Choose documents, prefixes and the account' }).click();
	await page.click('#submit');
	await page.goto(settingsPage());
	await steps.locator('.is-done', { hasText: 'Choose documents' }).waitFor();
	await steps.getByRole('button').click();
	await page.locator('#wc-accounting-key').waitFor();
	assert.equal(await steps.count(), 0);
	await page.goto(`${process.env.SITE_URL}/wp-admin/index.php`);
	assert.equal(await page.getByRole('link', { name: 'Show me the steps' }).count(), 0);
	// What other tests count.
	inShop(`
		global $wpdb;
		wc_get_order( ${order} )->delete( true );
		$wpdb->query( "DELETE FROM {$wpdb->prefix}wc_accounting_deliveries WHERE order_id = ${order}" );
	`);
});

test('the owner chooses the statuses that make a sales order', async () => {
	await page.goto(settingsPage('order'));
	const statuses = page.locator('#wc-accounting-order-statuses');
	assert.match(await page.locator('.wc-accounting').innerText(), /An order that becomes Processing makes a sales order in Kledo/);
	await statuses.getByLabel('Processing').uncheck();
	await page.click('#submit');
	assert.match(await page.locator('#wc-accounting-order-statuses-error').innerText(), /Choose at least one status/);
	await screenshot(page, 'settings-order-no-status');

	await statuses.getByLabel('Processing').check();
	await statuses.getByLabel('On hold').check();
	await page.click('#submit');
	await page.locator('.notice-success', { hasText: 'Settings saved' }).waitFor();
	assert.match(await page.locator('.wc-accounting').innerText(), /An order that becomes Processing \/ On hold makes a sales order/);
	assert.deepEqual(option('wc_kledo_order_statuses').split(',').sort(), ['on-hold', 'processing']);
	inShop(`update_option( 'wc_kledo_order_statuses', 'processing' );`);
});

test('the owner says from which day orders are sent, and sees how many that is', async () => {
	const older = inShop(`
		$order = wc_create_order( array( 'status' => 'on-hold' ) );
		$order->set_date_created( time() - 3 * DAY_IN_SECONDS );
		$order->save();
		\\WcAccounting\\Shell::runtime( 'kledo' )->start_day->notice();
		echo $order->get_id();
	`);
	await page.goto(settingsPage());
	const question = page.locator('#wc-accounting-start');
	await question.getByText('and the 1 older order that is open').waitFor();
	await screenshot(page, 'settings-from-when-on');

	const day = new Date(Date.now() - 5 * 86400000).toISOString().slice(0, 10);
	await question.getByLabel('From the beginning of this day:').check();
	await question.getByLabel('First day whose orders are sent').fill(day);
	await question.getByRole('button', { name: 'Only count the orders' }).click();
	await question.getByText(/Orders since that day: Sales order: \d+, Invoice: \d+/).waitFor();
	await screenshot(page, 'settings-from-when-on-counted');
	await question.getByRole('button', { name: 'Save the day' }).click();
	await page.locator('.notice-success', { hasText: 'The day is saved.' }).waitFor();
	assert.equal(await question.locator('form').count(), 0, 'the question is answered');
	await screenshot(page, 'settings-from-when-on-answered');
	await page.getByRole('link', { name: 'Change the day' }).click();
	await question.getByRole('button', { name: 'Save the day' }).waitFor();
	inShop(`wc_get_order( ${older} )->delete( true ); delete_option( 'wc_accounting_kledo_start_days' );`);
});

test('what is stored stays while Kledo is down', async () => {
	inShop(`
		global $wpdb;
		update_option( 'wc_kledo_order_warehouse', 'Gudang Bandung' );
		$wpdb->query( "DELETE FROM $wpdb->options WHERE option_name LIKE '%transient%wc_accounting%'" );
	`);
	await fault('GET', 'finance/', { kind: 'status', code: 503 });
	await page.goto(settingsPage('order'));
	await page.click('#wc-accounting-order-warehouse');
	await page.locator('.wc-accounting-lookup-note', { hasText: /internal error/ }).waitFor();
	await page.click('#submit');

	await page.locator('.notice-success', { hasText: 'Settings saved' }).waitFor();
	assert.equal(option('wc_kledo_order_warehouse'), 'Gudang Bandung');
	inShop(`update_option( 'wc_kledo_order_warehouse', '' );`);
});

test('without a key the settings of documents cannot be changed and say why', async () => {
	inShop(`delete_option( 'wc_kledo_api_key' );`);
	await page.goto(settingsPage('order'));
	assert.equal(await page.locator('#wc-accounting-order-prefix').isDisabled(), true);
	await page.getByText('can be changed once the shop is connected').waitFor();
	inShop(`update_option( 'wc_kledo_api_key', '${process.env.SANDBOX_KEY}', false );`);
});

test('the diagnostic report holds no key and no customer', async () => {
	await fault('POST', 'woocommerce/order', {
		kind: 'status',
		code: 400,
		body: { success: false, message: 'Siti Rahayu, siti@example.test, is not known' },
	});
	await rowIs(placeOrder('kopi-gayo=1'), 'order', 'failed');
	await page.goto(settingsPage('support'));
	const report = await page.locator('#wc-accounting-report').inputValue();
	assert.match(report, /Extension: 2\.[^]*Key: set \(option\)[^]*accepted: 0\n[^]*failed: 1\n/);
	assert.equal(/kledo_pat|@|Siti|Rahayu/.test(report), false);
	assert.equal(await page.getByText('source wc-kledo').count(), 1, 'where our log lines are');
	await screenshot(page, 'support');
});

test('each tab has no serious fault of accessibility, and fits a phone', async () => {
	for (const tab of ['configure', 'invoice', 'order', 'transactions', 'support']) {
		await page.setViewportSize({ width: 1280, height: 900 });
		await page.goto(settingsPage(tab));
		assert.deepEqual(await accessibilityFaults(page, '.wc-accounting'), [], tab);
		// 1280 pixels at 400 % are 320.
		await page.setViewportSize({ width: 320, height: 640 });
		await page.goto(settingsPage(tab));
		assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), true, tab);
		await screenshot(page, `phone-${tab}`);
		await page.setViewportSize({ width: 1280, height: 900 });
	}
});

test('nothing was complained about, neither in the browser nor by PHP', async () => {
	// What the lists were told while Kledo was down.
	assert.deepEqual(shop.faults, [
		`Failed to load resource: the server responded with a status of 502 (Bad Gateway) (${process.env.SITE_URL}/wp-admin/admin-ajax.php)`,
	]);
	assert.deepEqual(await ownNotices(), []);
});
