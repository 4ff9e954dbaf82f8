import Testing

@testable import HypervisorKit

@Suite struct ReadingTests {
    @Test func statisticsAreSorted() {
        var reading = StatisticsReading(
            numbers: [
                "state.state": 1, "cpu.time": 7, "vcpu.current": 2, "vcpu.0.time": 3, "vcpu.1.time": 4,
                "balloon.current": 1024,
                "balloon.unused": 512, "block.count": 1, "block.0.rd.reqs": 5, "block.0.capacity": 9, "net.count": 1,
            ],
            texts: ["block.0.name": "vda", "net.0.name": "tap1"])
        reading.readInterfaces(
            fromDevices: """
                Inter-|   Receive                          |  Transmit
                 face |bytes    packets errs drop fifo frame|bytes    packets errs drop
                  tap1: 100 2 3 4 0 0 0 0 200 5 6 7 0 0 0 0
                """)
        let statistics = reading.statistics
        #expect(statistics.state == .running)
        #expect(statistics.vcpuTimes == [3, 4])
        #expect(statistics.memory == 1 << 20)
        #expect(statistics.unusedMemory == 512 << 10)
        #expect(statistics.disks.first?.readRequests == 5)
        #expect(statistics.disks.first?.device == "vda")
        // What the tap received is what the guest sent.
        #expect(statistics.interfaces.first?.sentBytes == 100)
        #expect(statistics.interfaces.first?.receivedBytes == 200)
        #expect(statistics.interfaces.first?.receiveDrops == 7)
    }

    @Test func aConsolesEndIsCut() {
        func tail(_ text: String, _ lines: Int?) -> String { ConsoleLog.text(of: Array(text.utf8)[...], lines: lines) }
        #expect(tail("a\nb\nc\n", 2) == "b\nc\n")
        #expect(tail("a\nb\nc", 2) == "b\nc")
        #expect(tail("a\nb\n", 9) == "a\nb\n")
        #expect(tail("a\nb\n", 0).isEmpty)
        #expect(tail("a\nb\n", nil) == "a\nb\n")
        #expect(tail("", 3).isEmpty)
    }

    @Test func traitsComeFromWhatIsThere() {
        let capabilities = XMLReader.parse(
            "<domainCapabilities><devices><disk><enum name='bus'><value>ide</value><value>xen</value></enum></disk>"
                + "<video><enum name='modelType'><value>vga</value></enum></video></devices></domainCapabilities>")
        let names = HostTraits.names(features: ["aes", "unheard-of"], domainCapabilities: capabilities)
        #expect(names.contains("HW_CPU_X86_AESNI"))
        #expect(names.contains("COMPUTE_STORAGE_BUS_IDE"))
        #expect(names.contains("COMPUTE_GRAPHICS_MODEL_VGA"))
        #expect(!names.contains("COMPUTE_STORAGE_BUS_XEN"))
    }

    @Test func theBootSectorIsOne() {
        #expect(ProbeGuest.bootSector.count == 512)
        #expect(ProbeGuest.bootSector.suffix(2) == [0x55, 0xaa])
    }
}
