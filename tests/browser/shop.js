// The shop under test: its pages in Chromium, its orders from the command line, its Kledo.

import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const rig = join(import.meta.dirname, '..', 'rig');
const { SITE_NAME, SITE_PATH, SITE_URL, SANDBOX_URL, STORAGE, SCREENSHOTS, DEBUG_LOG } = process.env;

export const storage = STORAGE;

/** Opens the browser with one page; everything outside this machine is refused. Options: Playwright's for a context. */
export async function openBrowser(options = {}) {
	const browser = await chromium.launch({
		executablePath: '/usr/bin/chromium',
		headless: true,
		args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--hide-scrollbars', '--disable-background-networking'],
	});
	const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
	// For machines that do other things besides.
	context.setDefaultTimeout(90_000);
	const isHere = (url) => /^(data:|blob:|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(url);
	await context.route('**', (route) => (isHere(route.request().url()) ? route.continue() : route.abort()));
	const page = await context.newPage();
	const faults = [];
	page.on('console', (message) => {
		const { url } = message.location();
		// What we refuse to load ourselves is no fault of the page.
		const isRefused = /Failed to load resource/.test(message.text()) && !isHere(url);
		// WooCommerce 8.2 brings a second copy of a WordPress store.
		if (message.type() === 'error' && !isRefused && !/Store "core\/interface" is already registered/.test(message.text())) {
			faults.push(`${message.text()} (${url})`);
		}
	});
	page.on('requestfailed', (request) => {
		// Who leaves a page gives up what it still loads.
		if (isHere(request.url()) && request.failure().errorText !== 'net::ERR_ABORTED') {
			faults.push(`${request.url()}: ${request.failure().errorText}`);
		}
	});
	page.on('response', async (response) => {
		// Every key of these tests has this word in it; what is shown of one are its last characters.
		const text = await response.text().catch(() => '');
		if (text.includes('sandboxkey')) {
			faults.push(`an API key is in ${response.url()}`);
		}
	});
	page.on('pageerror', (error) => {
		// WordPress 7 lets a page glide into the next one, and gives that up where the next one comes late.
		if (!/Transition was (aborted|skipped)/.test(String(error))) {
			faults.push(String(error));
		}
	});
	return { browser, context, page, faults };
}

export async function logIn(page, user = 'admin', password = 'admin') {
	await page.goto(`${SITE_URL}/wp-login.php`);
	await page.fill('#user_login', user);
	await page.fill('#user_pass', password);
	await page.click('#wp-submit', { noWaitAfter: true });
	await page.locator('#wpadminbar').waitFor();
}

export const admin = (path) => `${SITE_URL}/wp-admin/${path}`;

export const orderScreen = (id) =>
	storage === 'hpos' ? admin(`admin.php?page=wc-orders&action=edit&id=${id}`) : admin(`post.php?post=${id}&action=edit`);

export const ordersList = () => admin(storage === 'hpos' ? 'admin.php?page=wc-orders' : 'edit.php?post_type=shop_order');

/** Places an order as a customer does, over HTTP; its id. */
export const placeOrder = (...products) =>
	Number(execFileSync(join(rig, 'place-order.sh'), [SITE_NAME, ...products], { encoding: 'utf8' }).trim());

/** As if so many minutes had passed: what is due then is done. */
export const minutesPass = (minutes) => execFileSync(join(rig, 'minutes-pass.sh'), [SITE_NAME, String(minutes)]);

/** Which program serves the shop from now on: fpm, builtin or apache. */
export const serveBy = (server) => execFileSync(join(rig, 'web.sh'), ['up', SITE_NAME, server]);

/** Runs PHP in the shop. */
export const inShop = (code) =>
	execFileSync(join(rig, 'php.sh'), [SITE_NAME, '-r', `require getenv( 'SITE_PATH' ) . '/wp-load.php'; ${code}`], { encoding: 'utf8' });

export async function sandbox(path, body) {
	const answer = await fetch(`${SANDBOX_URL}/_sandbox/${path}`, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
	if (!answer.ok) {
		throw new Error(`the sandbox refuses ${path}: ${await answer.text()}`);
	}
	return answer.json();
}

/** Waits until `check` gives something true. */
export async function eventually(check, what) {
	const end = Date.now() + 60_000;
	for (;;) {
		const value = await check();
		if (value) {
			return value;
		}
		if (Date.now() > end) {
			throw new Error(`${what} did not happen within a minute`);
		}
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

export async function screenshot(page, name) {
	mkdirSync(SCREENSHOTS, { recursive: true });
	await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

/** For the documentation (tests/docs/pictures.sh): what a page is about, without what others have to say above it. */
export async function picture(part, name) {
	const folder = join(SCREENSHOTS, 'docs');
	mkdirSync(folder, { recursive: true });
	const style = '.notice:not(.inline), .woocommerce-message, #screen-meta-links { display: none !important; }';
	await part.screenshot({ path: join(folder, `${name}.png`), style });
}

/** What an option of the shop is; nothing when there is none. */
export const option = (name) => inShop(`echo get_option( '${name}' );`);

/** PHP's messages about our own files. That there are none is believed only of a log that has taken one down. */
export async function ownNotices() {
	const mark = `php-plugin: said at ${Date.now()}, to see whether it is taken down`;
	const complainer = join(SITE_PATH, 'wp-content', 'mu-plugins', 'test-complains.php');
	writeFileSync(complainer, `<?php trigger_error( '${mark}', E_USER_NOTICE );`);
	try {
		await fetch(admin('admin-ajax.php'));
	} finally {
		unlinkSync(complainer);
	}
	const notices = readFileSync(DEBUG_LOG, 'utf8')
		.split('\n')
		.filter((line) => /php-plugin|plugins\/kledo/.test(line));
	const marked = notices.filter((line) => line.includes(mark));
	return marked.length > 0 ? notices.filter((line) => !marked.includes(line)) : [`${DEBUG_LOG} does not take down what PHP says`];
}

export const settingsPage = (tab = '', query = '') => admin(`admin.php?page=wc-kledo${tab && `&tab=${tab}`}${query && `&${query}`}`);

/** Serious and critical faults that axe finds in our part of the page, as short texts. */
export async function accessibilityFaults(page, selector) {
	await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
	const result = await page.evaluate(
		(inside) => window.axe.run({ include: [inside], exclude: ['.woocommerce-message'] }, { resultTypes: ['violations'] }),
		selector,
	);
	return result.violations
		.filter((violation) => ['serious', 'critical'].includes(violation.impact))
		.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target).join(', ')}`);
}

/** One fault for requests of a kind, so many times; without `times` until the next one. */
export const fault = (method, path, what, times) =>
	sandbox('faults', [{ match: { method, path }, fault: what, ...(times ? { times } : {}) }]);

export const heal = () => sandbox('faults', []);

/** Waits until the row of an order's document has one of these statuses. */
export const rowIs = (order, document, ...statuses) =>
	eventually(() => {
		const status = inShop(
			`echo WcAccounting\\Shell::runtime( 'kledo' )->store->find_document( '${document}', ${order} )?->status->value;`,
		).trim();
		return statuses.includes(status) && status;
	}, `${document} of order ${order}: ${statuses}`);
