import CloudConfiguration
import CloudObservability
import HostKit
import HypervisorKit

/// The hypervisor that the configuration names.
enum DriverChoice {
    /// - Parameters:
    ///   - namespace: where the guests' taps are.
    ///   - runFolder: short, for sockets: libvirt's own files.
    static func driver(
        _ configuration: Configuration, namespace: NetworkNamespace?, runFolder: String, instances: String,
        host: String, log: Log
    ) async throws -> (any HypervisorDriver, GuestDefinition.VirtualizationType) {
        let name = try configuration[ComputeAgentSettings.driver]
        switch name {
        case "fake":
            return (FakeDriver(folder: instances + "/.fake", capabilities: FakeDriver.host(hostname: host)), .qemu)
        case "libvirt":
            let type = try await virtualization(configuration, keptIn: instances + "/.virtualization", log)
            let endpoint: LibvirtSettings.Endpoint =
                try configuration[ComputeAgentSettings.libvirtURI].map { .daemon(uri: $0) }
                ?? .embedded(root: runFolder)
            let driver = LibvirtDriver(
                LibvirtSettings(endpoint: endpoint, namespace: namespace, diskFolder: instances, virtualization: type))
            return (driver, type)
        default:
            throw ConfigurationError("compute.driver: \"\(name)\" is neither libvirt nor fake.")
        }
    }

    private static func virtualization(
        _ configuration: Configuration, keptIn file: String, _ log: Log
    ) async throws -> GuestDefinition.VirtualizationType {
        let wanted = try configuration[ComputeAgentSettings.virtualization]
        if wanted == "auto" {
            let finding = try await VirtualizationProbe().finding(keptIn: file)
            log.info("guests run by \(finding.type.rawValue): \(finding.reason)")
            return finding.type
        }
        guard let type = GuestDefinition.VirtualizationType(rawValue: wanted) else {
            throw ConfigurationError("compute.virt_type: \"\(wanted)\" is none of auto, kvm and qemu.")
        }
        return type
    }
}
