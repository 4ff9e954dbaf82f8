import CloudCore
import FoundationEssentials
import Testing

@testable import SAMLKit

/// Signed answers, changed at random: each is refused, or says of the same person exactly the same.
@Suite struct MutationTests {
    private static let rounds =
        ProcessInfo.processInfo.environment["APUS_FUZZ_MUTATIONS"].flatMap(Int.init) ?? 1500

    @Test(arguments: ["assertion-signed", "response-signed", "both-signed"])
    func everyChangeIsRefusedOrMeansNothing(_ name: String) throws {
        let seed = ProcessInfo.processInfo.environment["APUS_FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 1 ... .max)
        var dice = SplitMix(state: seed)
        let original = try Fixture(name)
        let expected = try original.read().assertion
        let key = try Fixture.certificate()
        var taken = 0
        for round in 0..<Self.rounds {
            var bytes = Array(original.text.utf8)
            for _ in 0...Int(dice.next() % 3) { Self.change(&bytes, &dice) }
            do throws(SAMLRefusal) {
                let found = try SAMLResponse(bytes, signedBy: [key]).assertion
                taken += 1
                #expect(
                    found == expected,
                    "APUS_FUZZ_SEED=\(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
            } catch {}
        }
        // Some changes lie outside of what was signed, or mean nothing: without them this would prove little.
        #expect(taken > 0 && taken < Self.rounds, "APUS_FUZZ_SEED=\(seed): \(taken) taken")
    }

    private static let pieces = [
        "<!---->", "<![CDATA[x]]>", "<?a b?>", "&amp;", "&#65;", " ", "\n", "admin", "<a/>", "ID=\"x\" ", "\"", ">",
        "/",
        "xmlns=\"urn:x\" ", "xmlns:ns1=\"urn:x\" ", "\u{0}", "é", "<ns1:Assertion/>", "<ns2:Signature/>",
    ]

    private static func change(_ bytes: inout [UInt8], _ dice: inout SplitMix) {
        let place = dice.below(bytes.count)
        switch dice.below(7) {
        case 0: bytes[place] ^= UInt8(1 << dice.below(8))
        case 1: bytes[place] = UInt8(32 + dice.below(95))
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + dice.below(40)))
        case 3: bytes.insert(contentsOf: pieces[dice.below(pieces.count)].utf8, at: place)
        default:
            // A whole element, or a part of one, again at another place, or moved there.
            let starts = bytes.indices.filter { bytes[$0] == UInt8(ascii: "<") }
            guard starts.count > 2 else { return }
            let first = dice.below(starts.count - 1)
            let last = min(starts.count - 1, first + 1 + dice.below(12))
            let piece = bytes[starts[first]..<starts[last]]
            let target = starts[dice.below(starts.count)]
            if dice.below(2) == 0 || (starts[first]..<starts[last]).contains(target) {
                bytes.insert(contentsOf: piece, at: target)
            } else {
                let moved = Array(piece)
                bytes.removeSubrange(starts[first]..<starts[last])
                bytes.insert(contentsOf: moved, at: target > starts[first] ? target - moved.count : target)
            }
        }
    }

    /// Random numbers from a seed (Steele and others, 2014).
    private struct SplitMix {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(max(limit, 1))) }
    }
}
