<?php
/**
 * A refusal.
 *
 * @package WcKledo
 */

declare(strict_types=1);

namespace WcKledo\Admin;

/**
 * A request that is not granted: a sentence for the person who asked, and an HTTP status.
 */
final class Refusal extends \RuntimeException {}
