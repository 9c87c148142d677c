import Tensors

/// Draws items with replacement to learn how much a figure would vary with other items.
///
/// Items that belong together (near-duplicates, pictures of one patient) are drawn together: not
/// the items but their groups are then independent. It describes a fitted model on other items; it
/// says nothing about how training itself would vary.
/// - Source: Efron and Tibshirani, "An introduction to the bootstrap", 1993; groups: Field and
///   Welsh, "Bootstrapping clustered data", Journal of the Royal Statistical Society B 69, 2007.
public struct Bootstrap: Sendable {
  /// With as many the ends of a 95 % interval are steady to about 1.5 % of its width.
  public static let defaultResampleCount = 2000

  public let resampleCount: Int
  public let seed: UInt64
  /// The items of each group, in the order in which groups first occur.
  let groups: [[Int]]

  /// The second index of the streams, so that they meet none of training's.
  private static let streamIndex: UInt64 = 0xB007_57A9

  /// - Parameters:
  ///   - itemCount: 1 or more; less traps.
  ///   - groups: `[items]`, which items belong together; each item alone where there are none.
  ///     Another number of them traps.
  ///   - resampleCount: 1 or more; less traps.
  public init(
    itemCount: Int, groups: [Int]? = nil, resampleCount: Int = defaultResampleCount,
    seed: UInt64 = 0
  ) {
    precondition(itemCount > 0 && resampleCount > 0, "items to draw, and a resample")
    precondition(groups.map { $0.count == itemCount } ?? true, "a group for every item")
    self.resampleCount = resampleCount
    self.seed = seed
    var places: [Int: Int] = [:]
    var gathered: [[Int]] = []
    for item in 0..<itemCount {
      let group = groups?[item] ?? item
      if let place = places[group] {
        gathered[place].append(item)
      } else {
        places[group] = gathered.count
        gathered.append([item])
      }
    }
    self.groups = gathered
  }

  public var groupCount: Int { groups.count }

  /// The items of one resample, as many groups as there are, each any number of times.
  /// - Parameter index: Of the resample: the same one gives the same items.
  public func items(ofResample index: Int) -> [Int] {
    var random = RandomStream(
      seed: seed, purpose: .sampling, UInt64(index), Self.streamIndex)
    return groups.indices.flatMap { _ in
      groups[Int.random(in: groups.indices, using: &random)]
    }
  }

  /// - Parameters:
  ///   - leavesOut: Whether the figure is also taken without each group in turn, which the
  ///     accelerated interval needs: as many evaluations as there are groups.
  ///   - statistic: A figure of some items, some of them several times; `nil` or not finite where
  ///     it is undefined.
  /// - Returns: `nil` if the figure is undefined for the items themselves.
  public func distribution(
    leavesOut: Bool = true, of statistic: ([Int]) -> Double?
  ) -> BootstrapDistribution? {
    func figure(_ items: [Int]) -> Double? {
      statistic(items).flatMap { $0.isFinite ? $0 : nil }
    }
    guard let estimate = figure(groups.flatMap { $0 }) else { return nil }
    let estimates = (0..<resampleCount).compactMap { figure(items(ofResample: $0)) }
    return BootstrapDistribution(
      estimate: estimate, estimates: estimates,
      undefinedCount: resampleCount - estimates.count, groupCount: groupCount,
      leaveOneOut: leavesOut ? groups.indices.map { figure(items(without: $0)) } : nil)
  }

  private func items(without place: Int) -> [Int] {
    groups.indices.flatMap { $0 == place ? [] : groups[$0] }
  }
}
