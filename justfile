# Everything that must hold before a change is done.
check: format lint test docs licences

format:
    cargo fmt --all --check

lint:
    cargo clippy --locked --release --workspace --all-targets -- -D warnings

test:
    cargo test --locked --release --workspace

docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --release --workspace --no-deps --document-private-items

licences:
    cargo deny --locked check licenses bans sources

# Prints what the kernels, one picture and one frame take on this machine.
bench:
    cargo bench --locked --workspace

# Puts the program, its model and its launcher where the desktop finds them (Linux, for this user).
install:
    cargo build --locked --release
    install -Dsm755 target/release/brandish ~/.local/bin/brandish
    mkdir -p ~/.local/share/brandish
    cp -r assets ~/.local/share/brandish/
    install -Dm644 assets/icon/brandish.desktop ~/.local/share/applications/brandish.desktop
    install -Dm644 assets/icon/brandish.svg ~/.local/share/icons/hicolor/scalable/apps/brandish.svg
