"""Log-in with a name and password, and the second step's code, for a token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.parsers import FormParser, JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle
from rest_framework.views import APIView

from hospital.access import Act
from hospital.errors import Forbidden
from hospital.login.first import is_first
from hospital.login.second import code_matches, needs_second
from hospital.login.tokens import LIFE, LONGEST, token_make


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema names it."""

    target_class = "hospital.login.tokens.TokenAuthentication"
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        said = "`Token ` and the token that /api/token/ gave."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": said}


class LogInThrottle(AnonRateThrottle):
    rate = "20/min"


class TokenAskedSerializer(AuthTokenSerializer):
    """Who asks, what for, for how long, and for which acts."""

    code = serializers.CharField(
        max_length=20,
        required=False,
        default="",
        write_only=True,
        help_text="of the second step, where the installation asks for one",
    )
    name = serializers.CharField(max_length=80, required=False, default="", write_only=True)
    days = serializers.IntegerField(
        min_value=1, max_value=LONGEST.days, required=False, default=LIFE.days, write_only=True
    )
    acts = serializers.ListField(
        child=serializers.ChoiceField([str(act) for act in Act]),
        required=False,
        default=list,
        write_only=True,
        help_text="what it may do; empty: whatever the person may",
    )


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField(help_text="shown this once; only its hash is kept")
    expires = serializers.DateTimeField()


class TokenView(APIView):
    """Send the token with each request: `Authorization: Token ...`."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    throttle_classes = [LogInThrottle]
    parser_classes = [JSONParser, FormParser]

    @extend_schema(
        request=TokenAskedSerializer,
        responses={
            200: TokenSerializer,
            400: OpenApiResponse(description="name or password is wrong"),
            403: OpenApiResponse(description="the second step is missing or wrong"),
            429: OpenApiResponse(description="too many tries"),
        },
        auth=[],
    )
    def post(self, request: Request) -> Response:
        asked = TokenAskedSerializer(data=request.data, context={"request": request})
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        user = given["user"]
        if needs_second(user) and code_matches(user, given["code"]) is None:
            raise Forbidden(_("Send the code of your second step with it."))
        if is_first(user):
            raise Forbidden(_("Choose a password of your own first."))
        made, text = token_make(
            user=user,
            name=given["name"],
            acts=given["acts"],
            life=timedelta(days=given["days"]),
        )
        return Response({"token": text, "expires": made.expires})
