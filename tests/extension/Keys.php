<?php

declare(strict_types=1);

namespace WcAccounting\Tests\Extension;

use WcAccounting\Extension\Secret;

/** A key ring in memory, as the plugin has one in the database. */
final class Keys {

	/** @var list<array{new: string, replaced: string}> */
	public array $rotations = array();

	public int $asked = 0;

	public function __construct( private string $key = SandboxProcess::KEY ) {
	}

	public function current(): string {
		++$this->asked;
		return $this->key;
	}

	public function rotated( Secret $new, Secret $replaced ): void {
		$this->rotations[] = array(
			'new'      => $new->reveal(),
			'replaced' => $replaced->reveal(),
		);
		$this->key         = $new->reveal();
	}

	/** As another process would, behind the client's back. */
	public function replace( string $key ): void {
		$this->key = $key;
	}
}
