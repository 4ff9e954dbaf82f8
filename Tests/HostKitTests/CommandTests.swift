import CloudCore
import Glibc
import HostKit
import Testing

@Suite struct CommandTests {
    @Test func passesInputOutputAndStatus() async throws {
        let text = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000)
        let result = try await Command("cat", [], input: text).check()
        #expect(result.stdout == text)
        let failed = try await Command("sh", ["-c", "echo out; echo no such thing >&2; exit 7"]).run()
        #expect(failed.status == 7)
        #expect(failed.output == "out\n")
        #expect(failed.errors == "no such thing\n")
    }

    @Test func argumentsAndEnvironmentAreNotInterpreted() async throws {
        let result = try await Command("printf", ["%s|", "a b", "$HOME", ";"]).check()
        #expect(result.output == "a b|$HOME|;|")
        let shown = try await Command("env", [], environment: ["APUS_TEST": "1 2"]).check()
        #expect(shown.output.contains("APUS_TEST=1 2\n"))
    }

    @Test func failuresNameTheProgramAndItsLastWords() async throws {
        let error = await #expect(throws: CommandError.self) {
            try await Command("sh", ["-c", "echo broken >&2; exit 3"]).check()
        }
        #expect(error?.status == 3)
        #expect(error?.description.contains("broken") == true)
        await #expect(throws: SystemError.self) { try await Command("apus-no-such-program", []).run() }
    }

    @Test func aProgramThatTakesTooLongIsEnded() async throws {
        let began = ContinuousClock.now
        let error = await #expect(throws: CommandError.self) {
            try await Command("sleep", ["30"], timeout: .milliseconds(100)).run()
        }
        #expect(error?.timedOut == true)
        #expect(began.duration(to: .now) < .seconds(10))
    }

    @Test func aProgramThatDoesNotReadItsInputDoesNotEndUs() async throws {
        let result = try await Command("true", [], input: [UInt8](repeating: 0, count: 1_000_000)).run()
        #expect(result.status == 0)
    }

    @Test func signalsCountAsStatus() async throws {
        #expect(try await Command("sh", ["-c", "kill -9 $$"]).run().status == 128 + SIGKILL)
    }

    @Test func itHoldsNoDescriptorOfOurs() async throws {
        let result = try await Command("ls", ["/proc/self/fd"]).check()
        #expect(result.output.split(separator: "\n").map(String.init) == ["0", "1", "2", "3"])
    }
}
