import HypervisorKit
import Testing

@Suite struct FakeDriverTests {
    private let id = Samples.guest().id

    @Test func aGuestsLife() async throws {
        let driver = FakeDriver()
        try await driver.start()
        try await driver.create(Samples.guest())
        try await driver.start(id)
        #expect(try await driver.status(of: id)?.state == .running)
        #expect(try await driver.consoleLog(id, lines: 1) == "guest: instance-00000001 ready\n")
        try await driver.pause(id)
        try await driver.pause(id)
        #expect(try await driver.guests().map(\.state) == [.paused])
        try await driver.unpause(id)
        try await driver.suspend(id)
        #expect(try await driver.status(of: id)?.hasSavedState == true)
        try await driver.start(id)
        try await driver.shutdown(id)
        #expect(try await driver.status(of: id)?.state == .shutdown)
        await #expect(throws: HypervisorError.self) { try await driver.reboot(id, .soft) }
        try await driver.reboot(id, .hard)
        try await driver.destroy(id)
        try await driver.undefine(id)
        try await driver.undefine(id)
        try await driver.destroy(id)
        #expect(try await driver.status(of: id) == nil)
        await driver.stop()
        var kinds: [GuestEvent.Kind] = []
        for await event in driver.events { kinds.append(event.kind) }
        #expect(
            kinds == [
                .defined, .started, .paused, .resumed, .suspended, .started, .stopped, .rebooted, .destroyed,
                .undefined,
            ])
    }

    @Test func faultsComeOnDemand() async throws {
        let driver = FakeDriver()
        try await driver.start()
        driver.inject(.fail(HypervisorError(.failed, "no")), into: .define)
        await #expect(throws: HypervisorError(.failed, "no")) { try await driver.define(Samples.guest()) }
        try await driver.define(Samples.guest())
        driver.inject(.crash, into: .startGuest)
        try await driver.start(id)
        #expect(try await driver.status(of: id)?.state == .crashed)
        driver.inject(.hang(.milliseconds(50)), into: .destroy)
        let began = ContinuousClock.now
        try await driver.destroy(id)
        #expect(ContinuousClock.now - began >= .milliseconds(50))
        await #expect(throws: HypervisorError.self) { try await driver.start("unknown") }
    }

    @Test func guestsOutliveARestart() async throws {
        let folder = try TemporaryFolder()
        let first = FakeDriver(folder: folder.path)
        try await first.start()
        try await first.create(Samples.guest())
        try await first.attach(GuestInterface(tap: "tap9", mac: "fa:16:3e:00:00:09"), to: id)
        let second = FakeDriver(folder: folder.path)
        try await second.start()
        #expect(try await second.guests().map(\.state) == [.running])
        #expect(second.definition(of: id)?.interfaces.count == 2)
    }
}
