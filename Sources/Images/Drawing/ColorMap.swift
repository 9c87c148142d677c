/// Colours for numbers from 0 to 1: fixed ones at even distances, linear between them.
public struct ColorMap: Sendable, Hashable {
  private let stops: [RGB]

  /// - Precondition: There are at least two.
  public init(_ stops: [RGB]) {
    precondition(stops.count > 1, "a colour for each end")
    self.stops = stops
  }

  /// - Parameter share: Within 0 to 1; what lies outside has the colour of the end.
  public func color(at share: Float) -> RGB {
    let place = min(max(share.isNaN ? 0 : share, 0), 1) * Float(stops.count - 1)
    let first = min(Int(place), stops.count - 2)
    let (from, to) = (stops[first], stops[first + 1])
    func between(_ channel: KeyPath<RGB, UInt8>) -> UInt8 {
      let (low, high) = (Float(from[keyPath: channel]), Float(to[keyPath: channel]))
      return UInt8((low + (high - low) * (place - Float(first))).rounded())
    }
    return RGB(between(\.red), between(\.green), between(\.blue))
  }
}

extension ColorMap {
  /// From dark violet to bright yellow: even steps look even, also in grey and to people who confuse red and green.
  ///
  /// 33 of its 256 colours; those between are off by 2 of 255 at most.
  /// - Source: viridis, by Nathaniel Smith and Stéfan van der Walt, for matplotlib (2015); CC0 1.0.
  public static let viridis = ColorMap(
    [
      0x440154, 0x470D60, 0x48186A, 0x482374, 0x472D7B, 0x453681, 0x424086, 0x3F4989, 0x3B528B,
      0x375A8D, 0x33638D, 0x2F6A8E, 0x2C728E, 0x297A8E, 0x26818E, 0x23898E, 0x21908C, 0x1F988B,
      0x1F9F88, 0x21A685, 0x28AE80, 0x31B57B, 0x3EBC74, 0x4CC26C, 0x5DC963, 0x6ECE58, 0x82D34C,
      0x96D83F, 0xABDC32, 0xC0DF24, 0xD5E21A, 0xEAE51A, 0xFDE725,
    ].map { RGB($0) })

  /// From blue over white, the middle, to vermilion, which people who confuse red and green tell apart.
  /// - Source: The ends are two colours of Okabe and Ito, "Color universal design" (2008).
  public static let blueToVermilion = ColorMap([RGB(0x0072B2), RGB(0xF7F7F7), RGB(0xD55E00)])
}
