import AgentProtocols
import CloudCore
import Glibc
import HostKit
import HypervisorKit
import Testing

@testable import ComputeAgent

/// What a user is told of an error on a host, and whether another host is worth trying.
@Suite struct FailureWordsTests {
    @Test(arguments: [
        SystemError("write x", code: ENOSPC) as any Error,
        HypervisorError(.failed, "Unable to write to monitor: No space left on device"),
    ])
    func aFullDiskIsSaidInWords(_ error: any Error) {
        let failure = ComputeFailure(error)
        #expect(failure.message == "The disk of the host is full.")
        #expect(failure.isOfThisHost)
        #expect(failure.details?.isEmpty == false)
    }

    @Test func aProgramsWordsForItCountToo() async throws {
        let script = "echo 'error: No space left on device' >&2; exit 1"
        do {
            try await Command("sh", ["-c", script]).check()
            Issue.record("it did not fail")
        } catch {
            #expect(ComputeFailure(error).message == "The disk of the host is full.")
        }
    }

    @Test func whatAnotherServiceRefusesItRefusesForEveryHost() {
        #expect(!ComputeFailure(Fault.badRequest("no")).isOfThisHost)
        #expect(ComputeFailure(Fault.unavailable("away")).isOfThisHost)
        #expect(ComputeFailure(SystemError("open y", code: EACCES)).message == "The operation failed on this host.")
    }
}
