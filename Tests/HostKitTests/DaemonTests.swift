import CloudCore
import Glibc
import HostKit
import Testing

@Suite struct DaemonTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func sleeper(_ script: String = "echo started; exec sleep 60") -> Daemon {
        Daemon("sh", ["-c", script], pidFile: "\(folder.path)/pid", logFile: "\(folder.path)/log")
    }

    @Test func startsOnceIsAdoptedAndStops() async throws {
        let first = try await sleeper().start()
        #expect(try await sleeper().start() == first)
        #expect(sleeper().running == first)
        try await sleeper().stop()
        #expect(!first.isAlive)
        #expect(sleeper().running == nil)
        #expect(!HostFile.exists("\(folder.path)/pid"))
        try await sleeper().stop()
    }

    @Test func aReusedNumberIsNeverKilled() async throws {
        let daemon = try await sleeper().start()
        try HostFile.writeAtomically("\(daemon.pid) \(daemon.startTime + 1)\n", to: "\(folder.path)/pid")
        #expect(sleeper().running == nil)
        try await sleeper().stop()
        #expect(daemon.isAlive)
        try await daemon.terminate()
        #expect(!daemon.isAlive)
    }

    @Test func oneThatIgnoresTermIsKilled() async throws {
        let stubborn = sleeper("trap '' TERM; echo ready; while :; do sleep 1; done")
        let process = try await stubborn.start()
        let deadline = ContinuousClock.now + .seconds(10)
        while HostFile.text("\(folder.path)/log")?.contains("ready") != true, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(5))
        }
        try await stubborn.stop(grace: .milliseconds(100))
        #expect(!process.isAlive)
    }

    @Test func oneThatEndedIsStartedAgain() async throws {
        let first = try await sleeper("exit 0").start()
        #expect(try await first.ends(within: .seconds(10)))
        let second = try await sleeper().start()
        #expect(second != first)
        try await sleeper().stop()
    }

    @Test func itHasASessionOfItsOwn() async throws {
        let process = try await sleeper().start()
        #expect(getsid(process.pid) == process.pid)
        try await sleeper().stop()
    }
}
