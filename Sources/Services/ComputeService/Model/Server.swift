import AgentProtocols
import CloudCore
import CloudJSON

/// A virtual machine of a project's.
struct Server: Sendable, Codable, Hashable {
    var id: String
    /// Counts all servers: part of the guest's name in the hypervisor.
    var number: Int
    var projectID: String
    var userID: String
    var name: String
    var description: String?
    var hostname: String
    var vmState: VMState
    var taskState: TaskState?
    var powerState: ComputePowerState
    var imageID: String?
    var flavorID: String
    var flavor: FlavorSnapshot
    var vcpus: Int
    /// MiB.
    var memory: Int
    var keyName: String?
    /// Where it is; nil before it was placed.
    var host: String?
    var node: String?
    var availabilityZone: String?
    /// As the user asked for; stays.
    var pinnedZone: String?
    var metadata: TextMap
    var tags: TextList
    var isLocked: Bool
    /// Whether an administrator locked it, who alone may then unlock it.
    var isLockedByAdmin: Bool
    var lockReason: String?
    var userData: String?
    var hasConfigDrive: Bool
    var reservationID: String
    var launchIndex: Int
    var accessV4: String?
    var accessV6: String?
    /// `AUTO` or `MANUAL`.
    var diskConfig: String
    var network: ServerNetwork
    /// All its addresses, to be searched in.
    var addressText: String
    /// Names of its security groups.
    var securityGroups: TextList
    var serverGroupID: String?
    var fault: ServerFault?
    var progress: Int
    var createdAt: Timestamp
    var updatedAt: Timestamp
    var launchedAt: Timestamp?
    var terminatedAt: Timestamp?
    var deletedAt: Timestamp?
    var generation: Int64

    var status: ServerStatus { ServerStatus(vmState, taskState) }

    /// The guest's name in the hypervisor.
    var instanceName: String {
        let digits = String(number, radix: 16)
        return "instance-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    }

    /// What tasks of this server name as their resource.
    var resource: String { Self.resource(id) }

    static func resource(_ id: String) -> String { "server/\(id)" }

    mutating func set(network: ServerNetwork) {
        self.network = network
        addressText = network.addressText
    }

    /// Where a move leads; the fault of an earlier one is forgotten.
    mutating func finish(_ move: ServerMove, at now: Timestamp) {
        taskState = nil
        progress = 0
        updatedAt = now
        if let outcome = move.outcome {
            vmState = outcome.vmState
            powerState = outcome.power
            fault = nil
        }
    }
}
