<?php
/**
 * The end of every page.
 *
 * @package WcAccounting\Rig
 */

declare(strict_types=1);
?>
</main>
<footer>A shop for tests.</footer>
<?php wp_footer(); ?>
</body>
</html>
