package import HostKit

/// Where the hypervisor is and how it is spoken to.
package struct LibvirtSettings: Sendable {
    package enum Endpoint: Sendable {
        /// libvirt's QEMU driver within our own process; its files under this absolute folder. One per process.
        /// Sockets are made below it, so it may be at most 50 bytes long.
        case embedded(root: String)
        /// A daemon, as libvirt's URIs name it.
        case daemon(uri: String)
    }

    package var endpoint: Endpoint
    /// Where the guests' taps are. Guests of an embedded driver live in it too: their disks must need no other network.
    package var namespace: NetworkNamespace?
    /// Guests whose names begin otherwise are not ours.
    package var namePrefix: String
    /// The folder whose file system holds the guests' disks.
    package var diskFolder: String
    package var virtualization: GuestDefinition.VirtualizationType
    /// Threads for blocking calls.
    package var threads: Int
    package var emulator: String?
    /// How long a guest may take to let go of a device.
    package var detachTimeout: Duration

    package init(
        endpoint: Endpoint, namespace: NetworkNamespace? = nil, namePrefix: String = "instance-", diskFolder: String,
        virtualization: GuestDefinition.VirtualizationType, threads: Int = 4, emulator: String? = nil,
        detachTimeout: Duration = .seconds(20)
    ) {
        self.endpoint = endpoint
        self.namespace = namespace
        self.namePrefix = namePrefix
        self.diskFolder = diskFolder
        self.virtualization = virtualization
        self.threads = threads
        self.emulator = emulator
        self.detachTimeout = detachTimeout
    }

    var uri: String {
        switch endpoint {
        case .embedded(let root): "qemu:///embed?root=\(root)"
        case .daemon(let uri): uri
        }
    }
}
