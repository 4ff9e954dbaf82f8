package import CloudCore

/// All that an agent needs to know of a server to make its guest.
package struct ServerSpecification: Codable, Sendable, Hashable {
    /// A size, as it was when the server was asked for.
    package struct Flavor: Codable, Sendable, Hashable {
        package var id: String
        package var name: String
        package var vcpus: Int
        /// MiB.
        package var memory: Int
        /// GiB; 0: as large as the image.
        package var disk: Int
        /// GiB.
        package var ephemeral: Int
        /// MiB.
        package var swap: Int
        package var extraSpecs: [String: String]

        package init(
            id: String, name: String, vcpus: Int, memory: Int, disk: Int, ephemeral: Int = 0, swap: Int = 0,
            extraSpecs: [String: String] = [:]
        ) {
            self.id = id
            self.name = name
            self.vcpus = vcpus
            self.memory = memory
            self.disk = disk
            self.ephemeral = ephemeral
            self.swap = swap
            self.extraSpecs = extraSpecs
        }
    }

    /// One interface, in the order asked for: a port that stands already, or a port to be made on a network.
    package struct Interface: Codable, Sendable, Hashable {
        /// A port of the user's: it is bound, and unbound again when the server goes, never deleted.
        package var portID: String?
        /// The network to make a port on, with `device_id` the server's; found again by that after a crash.
        package var networkID: String?
        package var fixedIP: String?
        /// The device's tag in the metadata.
        package var tag: String?

        package init(portID: String? = nil, networkID: String? = nil, fixedIP: String? = nil, tag: String? = nil) {
            self.portID = portID
            self.networkID = networkID
            self.fixedIP = fixedIP
            self.tag = tag
        }
    }

    package var id: String
    package var name: String
    package var hostname: String
    /// `instance-0000002a`: the guest's name in the hypervisor.
    package var instanceName: String
    package var projectID: String
    package var userID: String
    package var host: String?
    package var availabilityZone: String
    package var flavor: Flavor
    package var imageID: String?
    /// The image's properties when the server was asked for (`hw_disk_bus`, …).
    package var imageProperties: [String: String]
    package var interfaces: [Interface]
    /// For ports that are made; empty: the network service's default group.
    package var securityGroupIDs: [String]
    /// Base64, as the client sent it.
    package var userData: String?
    package var keyName: String?
    package var publicKey: String?
    package var metadata: [String: String]
    package var hasConfigDrive: Bool
    package var adminPassword: String?
    package var createdAt: Timestamp
    /// The operation that is under way, if one is.
    package var operation: ComputeOperation?
    /// The task that owns that operation; reports name it.
    package var taskID: String?
    /// Of a snapshot that is under way: the image to fill.
    package var snapshotID: String?
    /// What the guest should be when no operation is under way.
    package var power: ComputePowerState

    package init(
        id: String, name: String, hostname: String, instanceName: String, projectID: String, userID: String,
        host: String?,
        availabilityZone: String, flavor: Flavor, imageID: String?, imageProperties: [String: String] = [:],
        interfaces: [Interface] = [], securityGroupIDs: [String] = [], userData: String? = nil, keyName: String? = nil,
        publicKey: String? = nil, metadata: [String: String] = [:], hasConfigDrive: Bool = false,
        adminPassword: String? = nil,
        createdAt: Timestamp, operation: ComputeOperation? = nil, taskID: String? = nil,
        snapshotID: String? = nil, power: ComputePowerState = .running
    ) {
        self.id = id
        self.name = name
        self.hostname = hostname
        self.instanceName = instanceName
        self.projectID = projectID
        self.userID = userID
        self.host = host
        self.availabilityZone = availabilityZone
        self.flavor = flavor
        self.imageID = imageID
        self.imageProperties = imageProperties
        self.interfaces = interfaces
        self.securityGroupIDs = securityGroupIDs
        self.userData = userData
        self.keyName = keyName
        self.publicKey = publicKey
        self.metadata = metadata
        self.hasConfigDrive = hasConfigDrive
        self.adminPassword = adminPassword
        self.createdAt = createdAt
        self.operation = operation
        self.taskID = taskID
        self.snapshotID = snapshotID
        self.power = power
    }
}
