<?php
/**
 * The service cannot be asked just now.
 *
 * @package WcAccounting
 */

declare(strict_types=1);

namespace WcAccounting\Intake;

/**
 * Says why, in the words of the shop. What wanted to ask is tried again by itself.
 */
final class CannotAsk extends \RuntimeException {}
