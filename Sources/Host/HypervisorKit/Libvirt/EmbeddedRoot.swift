import Glibc
import HostKit

/// The folder of an embedded QEMU driver, made ready for libvirt to open.
struct EmbeddedRoot {
    let folder: String

    /// Sockets below the folder must keep within `sun_path`.
    private static let longest = 50

    /// Everything that a daemon would do around a guest is off: it runs as us, without cgroups and mount namespaces.
    private static let settings = """
        user = "root"
        group = "root"
        security_driver = "none"
        namespaces = []
        cgroup_controllers = []
        stdio_handler = "file"
        remember_owner = 0

        """

    /// Blocking.
    func prepare() throws {
        guard folder.hasPrefix("/"), folder.utf8.count <= Self.longest,
            !folder.contains(where: { "?&#% ".contains($0) })
        else {
            throw HypervisorError(
                .unavailable,
                "libvirt's folder '\(folder)' must be absolute, plain and at most \(Self.longest) bytes long.")
        }
        guard getuid() != 0 || getpwnam("libvirt-qemu") != nil else {
            throw HypervisorError(
                .unavailable,
                "libvirt's QEMU driver needs the system user 'libvirt-qemu', which is missing: install "
                    + "libvirt-daemon-system, or run `useradd --system --user-group libvirt-qemu`.")
        }
        try HostFile.makeFolder("\(folder)/etc", mode: 0o700)
        try HostFile.writeAtomically(Self.settings, to: "\(folder)/etc/qemu.conf", mode: 0o600)
        // libvirt reads it once, when it is first used in a process, and would write warnings to our standard error.
        setenv("LIBVIRT_LOG_OUTPUTS", "3:file:\(folder)/libvirt.log", 0)
    }
}
