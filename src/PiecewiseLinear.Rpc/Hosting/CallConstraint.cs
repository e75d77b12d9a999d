using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PiecewiseLinear.Rpc.Hosting;

/// <summary>Lets a route match only requests whose content type is that of a call, so that pages and calls may share a port.</summary>
internal sealed class CallConstraint(RpcEndpoint endpoint) : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        endpoint.IsCall(httpContext?.Request);
}
