<?php
/**
 * No sidebar. WooCommerce asks for one, and WordPress complains when the theme has none.
 *
 * @package WcAccounting\Rig
 */
