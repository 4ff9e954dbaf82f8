import CloudCore
import Testing

@Suite struct IdentifierTests {
    @Test func knowsUUIDs() {
        #expect(Identifier.isUUID("8d1b3a52-2b1d-4b35-9d8c-2f0e6c1a7f00"))
        #expect(!Identifier.isUUID("8d1b3a522b1d4b359d8c2f0e6c1a7f00"))
        #expect(Identifier.isUUIDLike("8d1b3a522b1d4b359d8c2f0e6c1a7f00"))
        for text in [
            "", "x", "8d1b3a52-2b1d-4b35-9d8c-2f0e6c1a7f0g", "8d1b3a522b1d4b359d8c2f0e6c1a7f0g", "ä".padded(to: 36),
        ] {
            #expect(!Identifier.isUUIDLike(text))
        }
    }

    @Test func makesThem() {
        #expect(Identifier.isUUID(IdentifierSource.random.uuid()))
        let hex = IdentifierSource.random.hex()
        #expect(hex.count == 32 && Identifier.isUUIDLike(hex))
    }
}

extension String {
    fileprivate func padded(to count: Int) -> String { self + String(repeating: "0", count: count - self.utf8.count) }
}
