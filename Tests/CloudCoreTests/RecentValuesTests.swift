import CloudCore
import Testing

struct RecentValuesTests {
    @Test func neverHoldsMoreThanTwiceItsCapacity() {
        var values = RecentValues<Int, Int>(capacity: 10)
        for number in 0..<1000 {
            values.set(number, of: number)
            #expect(values.count <= 20)
        }
        #expect(values.value(of: 999) == 999)
        #expect(values.value(of: 0) == nil)
    }

    @Test func whatIsAskedForStays() {
        var values = RecentValues<Int, Int>(capacity: 10)
        values.set(-1, of: -1)
        for number in 0..<1000 {
            values.set(number, of: number)
            #expect(values.value(of: -1) == -1)
        }
    }

    @Test func aNewValueTakesThePlaceOfAnOldOne() {
        var values = RecentValues<String, Int>(capacity: 1)
        values.set(1, of: "a")
        values.set(2, of: "b")
        values.set(3, of: "a")
        #expect(values.value(of: "a") == 3)
    }

    @Test func aValueMayBeNothing() {
        var values = RecentValues<String, Int?>(capacity: 1)
        values.set(nil, of: "a")
        #expect(values.value(of: "a") == .some(nil))
        #expect(values.value(of: "b") == nil)
    }
}
