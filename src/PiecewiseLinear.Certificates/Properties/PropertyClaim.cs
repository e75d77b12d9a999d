using System.Collections.Immutable;
using PiecewiseLinear.Exact;
using PiecewiseLinear.Networks;

namespace PiecewiseLinear.Certificates;

/// <summary>
/// What certificates of the kinds property-holds and property-violated speak of: a network f and sets of unsafe pairs (x, f(x)). The property is violated if some x lies in the box of a group
/// and (x, f(x)) satisfies all rows of one of the group's polyhedra, and holds otherwise. All comparisons are weak.
/// </summary>
/// <param name="NetworkSha256">The SHA-256 of the network's file, lower-case hexadecimal.</param>
/// <param name="VnnLibSha256">The SHA-256 of the VNN-LIB file that the property was read from, or null: a note that says where the property is from; the claim is about the groups.</param>
/// <param name="InputCount">The number of inputs.</param>
/// <param name="OutputCount">The number of outputs.</param>
/// <param name="Groups">The groups.</param>
public sealed record PropertyClaim(string NetworkSha256, string? VnnLibSha256, int InputCount, int OutputCount, ImmutableArray<PropertyClaimGroup> Groups);

/// <summary>A box of inputs and the unsafe polyhedra on it.</summary>
/// <param name="Box">The closed box.</param>
/// <param name="Unsafe">The polyhedra, each the rows that must all hold; no rows: every pair is unsafe.</param>
public sealed record PropertyClaimGroup(Box Box, ImmutableArray<ImmutableArray<PropertyRow>> Unsafe);
