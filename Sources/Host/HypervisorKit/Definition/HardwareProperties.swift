/// An image's wishes for the hardware (`hw_*` properties), checked; nil where it has none.
package struct HardwareProperties: Sendable, Equatable {
    package var diskBus: String?
    package var cdromBus: String?
    package var vifModel: String?
    package var videoModel: String?
    package var machine: String?
    package var scsiModel: String?
    package var watchdog: WatchdogAction?
    package var hasRandom: Bool?
    package var hasGuestAgent: Bool?
    package var hasTablet: Bool?
    package var multiqueue: Bool?

    private static let buses: Set<String> = ["virtio", "scsi", "ide", "sata", "usb"]
    private static let vifModels: Set<String> = [
        "virtio", "e1000", "e1000e", "rtl8139", "ne2k_pci", "pcnet", "vmxnet3",
    ]
    private static let videoModels: Set<String> = ["vga", "cirrus", "qxl", "virtio", "bochs", "none", "vmvga"]
    private static let scsiModels: Set<String> = ["virtio-scsi", "lsilogic", "vmpvscsi"]

    /// Throws `HypervisorError` of kind `.unsupported` for a value that no hypervisor here knows.
    package init(_ properties: [String: String]) throws {
        func choice(_ name: String, _ known: Set<String>) throws -> String? {
            guard let value = properties[name] else { return nil }
            guard known.contains(value) else { throw Self.unknown(name, value) }
            return value
        }
        func flag(_ name: String) -> Bool? {
            properties[name].map { ["1", "true", "yes", "on"].contains($0.lowercased()) }
        }
        diskBus = try choice("hw_disk_bus", Self.buses)
        cdromBus = try choice("hw_cdrom_bus", Self.buses)
        vifModel = try choice("hw_vif_model", Self.vifModels)
        videoModel = try choice("hw_video_model", Self.videoModels)
        scsiModel = try choice("hw_scsi_model", Self.scsiModels)
        machine = properties["hw_machine_type"]
        if let machine, !(machine.hasPrefix("pc") || machine.contains("q35")) {
            throw Self.unknown("hw_machine_type", machine)
        }
        if let action = properties["hw_watchdog_action"], action != "disabled" {
            guard let known = WatchdogAction(rawValue: action) else { throw Self.unknown("hw_watchdog_action", action) }
            watchdog = known
        }
        hasRandom = properties["hw_rng_model"].map { $0 == "virtio" }
        hasGuestAgent = flag("hw_qemu_guest_agent")
        hasTablet = properties["hw_pointer_model"].map { $0 == "usbtablet" }
        multiqueue = flag("hw_vif_multiqueue_enabled")
    }

    private static func unknown(_ name: String, _ value: String) -> HypervisorError {
        HypervisorError(.unsupported, "The image property \(name) has the value '\(value)', which is not supported.")
    }
}
