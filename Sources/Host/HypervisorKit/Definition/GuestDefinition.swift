/// A guest as it should be: all that the hypervisor must know, resolved to names and paths on this host.
package struct GuestDefinition: Sendable, Codable, Equatable {
    /// The hypervisor's ways to run a guest's processor.
    package enum VirtualizationType: String, Sendable, Codable {
        case kvm, qemu
    }

    /// The server's UUID.
    package var id: String
    /// `instance-00000001`.
    package var name: String
    /// The server's name as its owner gave it; any text.
    package var title: String
    package var virtualization: VirtualizationType
    /// `pc`, `q35`, or a versioned name of them.
    package var machine: String
    package var vcpus: Int
    /// MiB.
    package var memory: Int
    package var processor: GuestProcessor
    package var disks: [GuestDisk]
    package var interfaces: [GuestInterface]
    package var kernel: DirectBoot?
    package var console: GuestConsole
    package var video: String
    /// A random number device fed from the host.
    package var hasRandom: Bool
    /// Seconds between the balloon's reports; 0 for none.
    package var balloonPeriod: Int
    package var watchdog: WatchdogAction?
    package var hasGuestAgent: Bool
    /// A USB tablet, for a pointer that follows the console's; costs processor time when idle.
    package var hasTablet: Bool
    package var scsiModel: String
    /// MiB of translated code that TCG keeps; its own default is a gigabyte.
    package var translationCache: Int
    /// Empty PCI Express ports for devices that come later; `q35` only.
    package var sparePorts: Int
    package var metadata: GuestMetadata

    package init(
        id: String, name: String, title: String = "", virtualization: VirtualizationType, machine: String = "pc",
        vcpus: Int,
        memory: Int, processor: GuestProcessor = .automatic, disks: [GuestDisk] = [], interfaces: [GuestInterface] = [],
        kernel: DirectBoot? = nil, console: GuestConsole, video: String = "vga", hasRandom: Bool = true,
        balloonPeriod: Int = 10, watchdog: WatchdogAction? = nil, hasGuestAgent: Bool = false, hasTablet: Bool = false,
        scsiModel: String = "virtio-scsi", translationCache: Int = 32, sparePorts: Int = 8,
        metadata: GuestMetadata = GuestMetadata()
    ) {
        self.id = id
        self.name = name
        self.title = title
        self.virtualization = virtualization
        self.machine = machine
        self.vcpus = vcpus
        self.memory = memory
        self.processor = processor
        self.disks = disks
        self.interfaces = interfaces
        self.kernel = kernel
        self.console = console
        self.video = video
        self.hasRandom = hasRandom
        self.balloonPeriod = balloonPeriod
        self.watchdog = watchdog
        self.hasGuestAgent = hasGuestAgent
        self.hasTablet = hasTablet
        self.scsiModel = scsiModel
        self.translationCache = translationCache
        self.sparePorts = sparePorts
        self.metadata = metadata
    }

    package var isQ35: Bool { machine.contains("q35") }
}
