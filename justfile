# What must hold before a change is merged.
check: format lint features test docs licences advisories

# For example `-- --include-ignored`, where tests may mount small file systems.
test_options := ""

format:
    cargo fmt --all --check

lint:
    cargo clippy --locked --release --workspace --all-targets -- -D warnings

# The program without its features `team` and `serve`, and with each alone.
features:
    cargo clippy --locked --release --no-default-features -- -D warnings
    cargo clippy --locked --release --no-default-features --features serve -- -D warnings
    cargo clippy --locked --release --no-default-features --features team -- -D warnings

test:
    cargo test --locked --release --workspace {{ test_options }}
    BRANDISH_CPU=avx2 cargo test --locked --release --workspace --lib nn::
    BRANDISH_CPU=plain cargo test --locked --release --workspace --lib nn::

docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --release --workspace --no-deps --document-private-items

# Licences and sources of all dependencies. Needs `cargo install cargo-deny --locked`.
licences:
    cargo deny --locked check licenses bans sources

# Known vulnerabilities of the dependencies, by the RustSec database, which comes from the network.
advisories:
    #!/usr/bin/env bash
    set -euo pipefail
    if ! cargo deny fetch db; then
        echo "advisories: not checked, the database could not be fetched"
        exit 0
    fi
    cargo deny --locked --offline check advisories

# Prints what the kernels, one picture and one frame take on this machine.
bench:
    cargo bench --locked --workspace

# Puts the program, its files and its launcher where the desktop finds them (Linux, for this user).
install:
    cargo build --locked --release
    packaging/linux/stage.sh target/release/brandish ~/.local
    update-desktop-database ~/.local/share/applications || true
    update-mime-database ~/.local/share/mime || true

# Builds the program as it is shipped and makes this system's packages in target/package. docs/packaging.md
package:
    cargo build --locked --profile dist
    packaging/{{ os() }}/package.sh target/dist/brandish target/package
