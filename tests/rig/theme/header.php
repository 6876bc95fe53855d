<?php
/**
 * The top of every page.
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);

$rig_pages = array(
	'shop'      => 'Shop',
	'cart'      => 'Cart',
	'checkout'  => 'Checkout',
	'myaccount' => 'My account',
);
?>
<!DOCTYPE html>
<html <?php language_attributes(); ?>>
<head>
	<meta charset="utf-8">
	<meta name="viewport" content="width=device-width">
	<?php wp_head(); ?>
</head>
<body <?php body_class(); ?>>
<?php wp_body_open(); ?>
<header>
	<strong><?php bloginfo( 'name' ); ?></strong>
	<?php foreach ( $rig_pages as $rig_page => $rig_label ) : ?>
		<?php $rig_address = (string) get_permalink( (int) get_option( "woocommerce_{$rig_page}_page_id" ) ); ?>
		<a href="<?php echo esc_url( $rig_address ); ?>"><?php echo esc_html( $rig_label ); ?></a>
	<?php endforeach; ?>
</header>
<main>
