// How our JavaScript is checked: the plugin's own, and that of these tests. tests/lint.sh runs it from the project's root.

import js from '@eslint/js';
import globals from 'globals';

export default [
	js.configs.recommended,
	{
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'array-callback-return': 'error',
			'consistent-return': 'error',
			eqeqeq: 'error',
			'no-shadow': 'error',
			'no-unused-expressions': 'error',
			'no-use-before-define': ['error', { functions: false }],
			'no-useless-concat': 'error',
			'no-var': 'error',
			'prefer-const': 'error',
			'require-atomic-updates': 'error',
		},
	},
	{
		files: ['php-plugin/assets/**'],
		languageOptions: { ecmaVersion: 2022, sourceType: 'script', globals: globals.browser },
	},
	{
		// What is given to page.evaluate() runs in the browser.
		files: ['tests/browser/**'],
		languageOptions: { globals: { ...globals.node, ...globals.browser } },
	},
];
