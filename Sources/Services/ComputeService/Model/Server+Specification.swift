import AgentProtocols
import CloudJSON
import CloudTasks

extension Server {
    /// What the host's agent is told of the server.
    func specification(_ request: ServerRequest?, _ task: TaskRow?) -> ServerSpecification {
        let snapshot = task.flatMap { try? JSON(parsing: $0.state)["imageID"]?.string }
        return ServerSpecification(
            id: id, name: name, hostname: hostname, instanceName: instanceName, projectID: projectID, userID: userID,
            host: host,
            availabilityZone: availabilityZone ?? "", flavor: flavor.specification, imageID: imageID,
            imageProperties: request?.imageProperties ?? [:], interfaces: request?.interfaces ?? [],
            securityGroupIDs: request?.securityGroupIDs ?? [], userData: userData, keyName: keyName,
            publicKey: request?.publicKey, metadata: metadata.items, hasConfigDrive: hasConfigDrive,
            adminPassword: request?.adminPassword, createdAt: createdAt, operation: operation, taskID: task?.id,
            snapshotID: operation == .snapshot ? snapshot : nil, power: wantedPower)
    }

    /// What is being done to the guest, by the server's own state.
    private var operation: ComputeOperation? {
        // Also of one that is still building: what its agent has begun ends there.
        if taskState == .deleting { return .delete }
        if vmState == .building { return .build }
        switch taskState {
        case .poweringOff: return .stop
        case .poweringOn: return .start
        case .rebooting: return .softReboot
        case .rebootingHard: return .hardReboot
        case .pausing: return .pause
        case .unpausing: return .unpause
        case .suspending: return .suspend
        case .resuming: return .resume
        case .deleting: return .delete
        case .imageSnapshot: return .snapshot
        case nil, .scheduling, .networking, .spawning, .blockDeviceMapping: return nil
        }
    }

    private var wantedPower: ComputePowerState {
        switch vmState {
        case .active, .building: .running
        case .paused: .paused
        case .stopped, .suspended: .shutdown
        case .error, .deleted: .noState
        }
    }
}
