import AgentProtocols
import CloudCore
import Testing

@testable import ComputeService

/// The state machine of servers: legal moves, and a way out of each state.
@Suite struct ServerStateTests {
    static func server(_ vmState: VMState, _ taskState: TaskState? = nil) -> Server {
        let flavor = Flavor(
            id: "1", name: "f", vcpus: 1, memory: 1, disk: 1, ephemeral: 0, swap: 0, rxtxFactor: 1, isPublic: true,
            isDisabled: false, description: nil, extraSpecs: [:], createdAt: Timestamp(seconds: 0))
        return Server(
            id: "s", number: 42, projectID: "p", userID: "u", name: "n", description: nil, hostname: "n",
            vmState: vmState,
            taskState: taskState, powerState: .running, imageID: nil, flavorID: "1", flavor: FlavorSnapshot(flavor),
            vcpus: 1,
            memory: 1, keyName: nil, host: "h", node: "h", availabilityZone: nil, pinnedZone: nil, metadata: [:],
            tags: [],
            isLocked: false, isLockedByAdmin: false, lockReason: nil, userData: nil, hasConfigDrive: false,
            reservationID: "r",
            launchIndex: 0, accessV4: nil, accessV6: nil, diskConfig: "MANUAL", network: .none, addressText: "",
            securityGroups: [], serverGroupID: nil, fault: nil, progress: 0, createdAt: Timestamp(seconds: 0),
            updatedAt: Timestamp(seconds: 0), launchedAt: Timestamp(seconds: 0), terminatedAt: nil, deletedAt: nil,
            generation: 0)
    }

    @Test func everyStateHasAWayOut() {
        for vmState in VMState.allCases where vmState != .deleted {
            for taskState in [TaskState?.none] + TaskState.allCases.map(Optional.some) {
                let server = Self.server(vmState, taskState)
                #expect(throws: Never.self) { try ServerMove.delete.check(server) }
            }
            // With nothing under way, more than deletion leads on, but from a build, which ends by itself.
            let moves = ServerMove.allCases.filter { move in
                (try? move.check(Self.server(vmState))) != nil && move != .delete && move.outcome != nil
            }
            #expect(!moves.isEmpty || vmState == .building, "\(vmState)")
        }
    }

    @Test func everyMoveEndsWithNothingUnderWay() {
        for move in ServerMove.allCases {
            for vmState in move.vmStates ?? Set(VMState.allCases) {
                var server = Self.server(vmState, move.taskState)
                server.finish(move, at: Timestamp(seconds: 1))
                #expect(server.taskState == nil)
                #expect(server.vmState == move.outcome?.vmState ?? vmState)
            }
        }
    }

    @Test func illegalMovesAreWordedAsNovaDoes() throws {
        func message(_ move: ServerMove, _ server: Server) -> String? {
            do { try move.check(server) } catch { return error.message }
            return nil
        }
        #expect(message(.stop, Self.server(.stopped)) == "Cannot 'stop' instance s while it is in vm_state stopped")
        #expect(
            message(.start, Self.server(.stopped, .poweringOn))
                == "Cannot 'start' instance s while it is in task_state powering-on")
        #expect(
            message(.softReboot, Self.server(.stopped)) == "Cannot 'reboot' instance s while it is in vm_state stopped")
        #expect(message(.hardReboot, Self.server(.active, .rebooting)) == nil)
        var never = Self.server(.error)
        never.launchedAt = nil
        #expect(message(.hardReboot, never) == "Cannot 'reboot' an instance which has never been active")
    }

    @Test func statusesMatchTheirStates() {
        for status in ServerStatus.allCases {
            #expect(ServerStatus(status.states.vmState, status.states.taskState) == status)
        }
        #expect(ServerStatus(.active, .poweringOff) == .active)
        #expect(Self.server(.active).instanceName == "instance-0000002a")
    }

    @Test func hostnamesAreMadeOfNames() {
        #expect(Hostname.sanitized("My Server_1", fallback: "x") == "my-server-1")
        #expect(Hostname.sanitized("…ü☃", fallback: "x") == "x")
        #expect(Hostname.sanitized("-.a.-", fallback: "x") == "a")
        #expect(Hostname.sanitized(String(repeating: "a", count: 70), fallback: "x").count == 63)
    }
}
