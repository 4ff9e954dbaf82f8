import CloudCore
import CloudJSON
import Testing

@testable import ImageService

@Suite struct ModelTests {
    @Test func everyStateHasAWayToActiveAndIllegalMovesAreConflicts() throws {
        for start in ImageStatus.allCases {
            var reached: Set<ImageStatus> = [start]
            var frontier = [start]
            while let state = frontier.popLast() {
                for next in state.next where reached.insert(next).inserted { frontier.append(next) }
            }
            #expect(reached.contains(.active), "\(start)")
            for target in ImageStatus.allCases where !start.next.contains(target) {
                var status = start
                let fault = #expect(throws: Fault.self) { try status.move(to: target) }
                #expect(fault?.status == 409)
                #expect(fault?.message == "Image status transition from \(start) to \(target) is not allowed")
            }
        }
    }

    @Test(arguments: [
        ("bytes=0-3", 0, 4), ("bytes=4-", 4, 10), ("bytes=-3", 7, 10), ("bytes=-99", 0, 10), ("bytes=2-99", 2, 10),
        ("bytes=9-9", 9, 10), ("bytes=0-99999999999999999999", 0, 10),
    ])
    func rangesAreRead(_ text: String, _ first: Int64, _ end: Int64) throws {
        #expect(try ByteRange.reading(range: text, size: 10) == first..<end)
    }

    @Test(arguments: [
        "bytes=10-", "bytes=5-3", "bytes=-", "bytes=", "bytes=a-b", "lines=0-3", "bytes=-0", "bytes=--3", "bytes=1-2-3",
    ])
    func badRangesAreNotSatisfiable(_ text: String) {
        #expect(throws: Fault.self) { try ByteRange.reading(range: text, size: 10) }
    }

    @Test func contentRangesAreReadToo() throws {
        #expect(try ByteRange.reading(contentRange: "bytes 0-3/*", size: 10) == 0..<4)
        #expect(try ByteRange.reading(contentRange: "bytes 0-9/10", size: 10) == 0..<10)
        for bad in ["bytes 0-10/*", "bytes 10-11/*", "bytes 3-1/*", "bytes 0-3", "0-3/*", "bytes 0-3/x"] {
            #expect(throws: Fault.self) { try ByteRange.reading(contentRange: bad, size: 10) }
        }
    }
}
