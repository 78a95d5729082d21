//! Gives the program its icon, version and manifest on Windows; on other systems it does nothing.

fn main() {
    println!("cargo::rerun-if-changed=packaging/windows/brandish.manifest");
    println!("cargo::rerun-if-changed=assets/icon/brandish.ico");
    #[cfg(windows)]
    winresource::WindowsResource::new()
        .set_icon("assets/icon/brandish.ico")
        .set_manifest_file("packaging/windows/brandish.manifest")
        .compile()
        .expect("the resource compiler of the Windows SDK is installed");
}
