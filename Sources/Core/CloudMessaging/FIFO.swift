/// A queue: first in, first out, both in constant time.
struct FIFO<Element> {
    private var items: [Element?] = []
    private var head = 0

    var count: Int { items.count - head }
    var isEmpty: Bool { head == items.count }

    mutating func append(_ element: Element) { items.append(element) }

    mutating func popFirst() -> Element? {
        guard head < items.count else { return nil }
        let element = items[head]
        items[head] = nil
        head += 1
        if head == items.count {
            items.removeAll(keepingCapacity: head <= 1024)
            head = 0
        } else if head > 1024, head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
        return element
    }

    /// Keeps only what `wanted` approves of, in order.
    mutating func keep(_ wanted: (Element) -> Bool) {
        items = items[head...].filter { $0.map(wanted) ?? false }
        head = 0
    }
}

extension FIFO: Sendable where Element: Sendable {}
