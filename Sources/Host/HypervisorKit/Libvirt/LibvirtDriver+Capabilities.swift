import CLibvirt
import Glibc
import HostKit

extension LibvirtDriver {
    package func capabilities() async throws -> HypervisorCapabilities {
        let settings = settings
        return try await connection.call { connection in
            var node = virNodeInfo()
            try checked(virNodeGetInfo(connection, &node), "read the host")
            var version: UInt = 0
            try checked(virConnectGetVersion(connection, &version), "read the hypervisor's version")
            let hostname = virConnectGetHostname(connection).map { text($0) } ?? ""
            let description = virConnectGetCapabilities(connection).map { text($0) } ?? ""
            let processor = XMLReader.parse(description)?.at("host", "cpu")
            let domain = virConnectGetDomainCapabilities(
                connection, settings.emulator, "x86_64", "pc", settings.virtualization.rawValue, 0
            ).flatMap { XMLReader.parse(text($0)) }
            let space = Self.space(of: settings.diskFolder)
            let features = processor?.all("feature").compactMap { $0.attribute("name") } ?? []
            return HypervisorCapabilities(
                hostname: hostname, vcpus: Int(node.cpus), memory: Self.memory ?? Int(node.memory / 1024),
                disk: space.total,
                freeDisk: space.free, architecture: processor?.first("arch")?.text ?? "x86_64",
                processorModel: processor?.first("model")?.text ?? "",
                processorVendor: processor?.first("vendor")?.text ?? "",
                processorFeatures: features, topology: (Int(node.sockets), Int(node.cores), Int(node.threads)),
                hypervisorType: "QEMU", hypervisorVersion: Int(version), virtualization: settings.virtualization,
                traits: HostTraits.names(features: features, domainCapabilities: domain))
        }
    }

    /// MiB of the host as the kernel counts them; libvirt leaves out memory that was plugged later.
    private static var memory: Int? {
        let line = HostFile.text("/proc/meminfo")?.split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 / 1024 }
    }

    /// GiB of the file system that holds `folder`.
    private static func space(of folder: String) -> (total: Int, free: Int) {
        var values = statvfs()
        guard statvfs(folder, &values) == 0 else { return (0, 0) }
        let block = UInt64(values.f_frsize)
        return (Int((UInt64(values.f_blocks) * block) >> 30), Int((UInt64(values.f_bavail) * block) >> 30))
    }
}
