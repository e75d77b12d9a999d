using PiecewiseLinear.Benchmarks;

switch (args)
{
    case ["linear-programs", .. string[] rest]:
        return LinearProgramBenchmark.Run(rest);
    case ["region-queries", .. string[] rest]:
        return RegionQueryBenchmark.Run(rest);
    case ["rpc", .. string[] rest]:
        return EmptyCallBenchmark.Run(rest);
    case ["high-dimension", .. string[] rest]:
        return HighDimensionBenchmark.Run(rest);
    case ["enumerate", .. string[] rest]:
        return EnumerationBenchmark.Run(rest);
    case ["hostile-files", .. string[] rest]:
        return HostileFileBenchmark.Run(rest);
    case ["verify", .. string[] rest]:
        return VerificationBenchmark.Run(rest);
    case ["cancel", .. string[] rest]:
        return CancellationBenchmark.Run(rest);
    case ["radii", .. string[] rest]:
        return RadiusBenchmark.Run(rest);
    case []:
        return LinearProgramBenchmark.Run([]) | RegionQueryBenchmark.Run([]) | EmptyCallBenchmark.Run([]);
    default:
        Console.Error.WriteLine("usage: linear-programs [--rounds N]    DENSE against CLP on the same sequence of region programs");
        Console.Error.WriteLine("       region-queries [--rounds N]     the whole certified region query in process");
        Console.Error.WriteLine("       rpc [--rounds N]                an empty call in each protocol against a bare endpoint");
        Console.Error.WriteLine("       high-dimension [--layers 2|4|6]  map, ball and facets in 784 dimensions, against CLP alone");
        Console.Error.WriteLine("       enumerate [--rounds N] [exactness threads growth digits slices]  exact enumeration");
        Console.Error.WriteLine("       hostile-files [--mutants N]     processor time of reading or refusing hostile files");
        Console.Error.WriteLine("       verify [--set acasxu|rl_benchmarks|tllverifybench|mnist_fc|marabou_small|test] [--limit SECONDS] [--threads N] [--seed N] [--proofs yes|no] [--only TEXT]  a public set of properties");
        Console.Error.WriteLine("       cancel [--moments N] [--longest SECONDS] [--threads N] [--only TEXT] [--late MS]  how soon every kind of question has stopped once it is cancelled");
        Console.Error.WriteLine("       radii [--set digits|acasxu] [--norm l1|l2|linf] [--points N] [--limit SECONDS] [--threads N] [--certify yes]  exact distances to the decision boundary");
        Console.Error.WriteLine("       (nothing)                       all of them");
        return 2;
}
